import type { Scenario } from '../scenario.ts'
import { accountsNotUsable } from './accounts-not-usable.ts'
import { addressIsNotTheUserName } from './address-is-not-the-user-name.ts'
import { authenticationPackageNotOffered } from './authentication-package-not-offered.ts'
import { autodiscoverAddressCircle } from './autodiscover-address-circle.ts'
import { autodiscoverErrorToUsers } from './autodiscover-error-to-users.ts'
import { autodiscoverForbidsUsers } from './autodiscover-forbids-users.ts'
import { autodiscoverNeverWhole } from './autodiscover-never-whole.ts'
import { autodiscoverPageToUsers } from './autodiscover-page-to-users.ts'
import { backendUnreachable } from './backend-unreachable.ts'
import { challengedAgain } from './challenged-again.ts'
import { internalNameHandedOut } from './internal-name-handed-out.ts'
import { mapiHttpNotHandedOut } from './mapi-http-not-handed-out.ts'
import { modernAuthentication } from './modern-authentication.ts'
import { modernAuthenticationInPart } from './modern-authentication-in-part.ts'
import { modernAuthenticationOnly } from './modern-authentication-only.ts'
import { ntlmRestricted } from './ntlm-restricted.ts'
import { passwordWrong } from './password-wrong.ts'
import { reencryptedWhereBindingsAreAllowed } from './reencrypted-where-bindings-are-allowed.ts'
import { reencryptedWithAnotherCertificate } from './reencrypted-with-another-certificate.ts'
import { settingsWithoutTls } from './settings-without-tls.ts'
import { signInCutOff } from './sign-in-cut-off.ts'
import { spnegoAlone } from './spnego-alone.ts'
import { tlsTakenOffUnderProtection } from './tls-taken-off-under-protection.ts'

/** Tenants whose fault shows to somebody who signs in, in the order of the list of failure modes; healthy ones first. */
export const signInScenarios: readonly Scenario[] = [
  modernAuthentication,
  spnegoAlone,
  challengedAgain,
  backendUnreachable,
  autodiscoverAddressCircle,
  autodiscoverPageToUsers,
  autodiscoverForbidsUsers,
  autodiscoverNeverWhole,
  signInCutOff,
  authenticationPackageNotOffered,
  reencryptedWithAnotherCertificate,
  reencryptedWhereBindingsAreAllowed,
  tlsTakenOffUnderProtection,
  settingsWithoutTls,
  modernAuthenticationInPart,
  passwordWrong,
  accountsNotUsable,
  addressIsNotTheUserName,
  ntlmRestricted,
  modernAuthenticationOnly,
  internalNameHandedOut,
  mapiHttpNotHandedOut,
  autodiscoverErrorToUsers,
]
