import type { Remark } from '../document.ts'
import { clientMethodNotOffered } from './client-method-not-offered.ts'
import { coexistenceNtlm } from './coexistence-ntlm.ts'
import { externalNameInternalRule } from './external-name-internal.ts'
import { namesUnlike } from './names-unlike.ts'
import { offloading } from './offloading.ts'
import { parameterOfOtherVersionRule } from './parameter-of-other-version.ts'
import { principalNamePrefix } from './principal-name-prefix.ts'
import type { Rule } from './rule.ts'
import type { GivenEstate } from './settings.ts'
import { sslNotRequiredRule } from './ssl-not-required.ts'

export type { GivenEstate, GivenObject, GivenSetting } from './settings.ts'

const RULES: readonly Rule[] = [
  clientMethodNotOffered,
  coexistenceNtlm,
  externalNameInternalRule,
  namesUnlike,
  offloading,
  parameterOfOtherVersionRule,
  principalNamePrefix,
  sslNotRequiredRule,
]

/** What the rules say of the settings that a text gives. */
export function judgeSettings(estate: GivenEstate): Remark[] {
  return RULES.flatMap((rule) => rule(estate)).sort((left, right) => left.range.start - right.range.start)
}
