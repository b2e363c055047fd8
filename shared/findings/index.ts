import type { Finding } from '../engine/index.ts'
import * as advice from './catalogue/advice.ts'
import * as affinity from './catalogue/affinity.ts'
import * as afterSignIn from './catalogue/after-sign-in.ts'
import * as analyzer from './catalogue/analyzer.ts'
import * as authentication from './catalogue/authentication.ts'
import * as autodiscover from './catalogue/autodiscover.ts'
import * as autodiscoverAnswers from './catalogue/autodiscover-answers.ts'
import * as autodiscoverSettings from './catalogue/autodiscover-settings.ts'
import * as certificate from './catalogue/certificate.ts'
import * as chain from './catalogue/chain.ts'
import * as coexistence from './catalogue/coexistence.ts'
import * as dns from './catalogue/dns.ts'
import * as exchange from './catalogue/exchange.ts'
import * as files from './catalogue/files.ts'
import * as http from './catalogue/http.ts'
import * as mailbox from './catalogue/mailbox.ts'
import * as mapiHttp from './catalogue/mapi-http.ts'
import * as outlookAnywhereSettings from './catalogue/outlook-anywhere-settings.ts'
import * as outpost from './catalogue/outpost.ts'
import * as principalName from './catalogue/principal-name.ts'
import * as reachability from './catalogue/reachability.ts'
import * as region from './catalogue/region.ts'
import * as revocation from './catalogue/revocation.ts'

import * as rpc from './catalogue/rpc.ts'
import * as services from './catalogue/services.ts'
import * as signIn from './catalogue/sign-in.ts'

import * as tls from './catalogue/tls.ts'
import { type FindingDefinition, pageOf } from './define.ts'
import type { FindingText } from './text.ts'

export { compareBuilds, generationOfBuild, lifecycleOf } from './builds.ts'
export * from './catalogue/advice.ts'
export * from './catalogue/affinity.ts'
export * from './catalogue/after-sign-in.ts'
export * from './catalogue/analyzer.ts'
export * from './catalogue/authentication.ts'
export * from './catalogue/autodiscover.ts'
export * from './catalogue/autodiscover-answers.ts'
export * from './catalogue/autodiscover-settings.ts'
export * from './catalogue/certificate.ts'
export * from './catalogue/chain.ts'
export * from './catalogue/coexistence.ts'
export * from './catalogue/dns.ts'
export * from './catalogue/exchange.ts'
export * from './catalogue/files.ts'
export * from './catalogue/http.ts'
export * from './catalogue/mailbox.ts'
export * from './catalogue/mapi-http.ts'
export * from './catalogue/outlook-anywhere-settings.ts'
export * from './catalogue/principal-name.ts'
export * from './catalogue/reachability.ts'
export * from './catalogue/region.ts'
export * from './catalogue/revocation.ts'

export * from './catalogue/rpc.ts'
export * from './catalogue/services.ts'
export * from './catalogue/sign-in.ts'

export * from './catalogue/tls.ts'
export type { FindingDefinition } from './define.ts'
export { AREAS, type FailureMode, failureModes } from './failure-modes.ts'
export type { Generation } from './generation.ts'
export { isFront, type Product } from './products.ts'
export { registryCommands } from './registry.ts'
export type { CommandLanguage, FindingText, Reference, Remedy } from './text.ts'

/** Every finding there is, by its code. */
export const catalogue: ReadonlyMap<string, FindingDefinition> = new Map(
  [
    dns,
    reachability,
    region,
    tls,
    certificate,
    chain,
    revocation,
    principalName,
    files,
    http,
    authentication,
    signIn,
    afterSignIn,
    outlookAnywhereSettings,
    exchange,
    autodiscover,
    autodiscoverAnswers,
    affinity,
    rpc,
    mapiHttp,
    mailbox,
    autodiscoverSettings,
    coexistence,
    advice,
    analyzer,
    services,
    outpost,
  ]
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
    references: [],
    page: pageOf(finding.code),
  }
}
