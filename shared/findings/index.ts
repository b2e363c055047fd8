import type { Finding } from '../engine/index.ts'
import * as certificate from './catalogue/certificate.ts'
import * as dns from './catalogue/dns.ts'
import * as outpost from './catalogue/outpost.ts'
import * as reachability from './catalogue/reachability.ts'
import * as tls from './catalogue/tls.ts'
import { type FindingDefinition, pageOf } from './define.ts'
import type { FindingText } from './text.ts'

export * from './catalogue/certificate.ts'
export * from './catalogue/dns.ts'
export * from './catalogue/reachability.ts'
export * from './catalogue/tls.ts'
export type { FindingDefinition } from './define.ts'
export type { FindingText, Remedy } from './text.ts'

/** Every finding there is, by its code. */
export const catalogue: ReadonlyMap<string, FindingDefinition> = new Map(
  [dns, reachability, tls, certificate, outpost]
    .flatMap((area) => Object.values(area))
    .map(({ definition }) => [definition.code, definition]),
)

/** A finding in words. Total: a code of a later version, or values that do not fit, get words that say so. */
export function describeFinding(finding: Pick<Finding, 'code' | 'values'>): FindingText {
  const text = catalogue.get(finding.code)?.describe(finding)
  if (text) return text
  return {
    title: finding.code,
    sentence: `The run reported "${finding.code}", which this version of Outpost cannot put into words.`,
    meaning: 'The report was probably made by another version.',
    remedies: [],
    verify: [],
    page: pageOf(finding.code),
  }
}
