import type { NewFinding, Perspective } from '../../engine/index.ts'
import {
  authpackageMissing,
  autodiscoverMixedDomains,
  coexistence,
  coexistenceNtlmMissing,
  exchMissing,
  exprMissing,
  type Generation,
  mapiHttpExternalMissing,
} from '../../findings/index.ts'
import { sameOrganisation } from '../../protocols/autodiscover/index.ts'
import {
  type Front,
  mailboxGeneration,
  mailboxServer,
  mapiProtocol,
  rpcProtocols,
  type Told,
} from './told.ts'

/**
 * What is wrong with the settings as they are, before anything is asked of what they name: protocols that are missing (X01 to X03,
 * X06), two organisations in one answer (X08), a mailbox on a legacy server (A08).
 */
export function judgeSettings(told: Told, front: Front, perspective: Perspective): readonly NewFinding[] {
  return [
    ...missingProtocols(told, front),
    ...missingMethod(told, front),
    ...(perspective === 'outside' ? missingMapiUrl(told, front) : []),
    ...mixedDomains(told),
    ...legacyMailbox(told, front),
  ]
}

/** An old client is told of both halves of RPC over HTTP, by every version that has it. */
function missingProtocols(told: Told, front: Front): NewFinding[] {
  if (told.old === undefined || told.old.service !== 'exchange') return []
  const { email: mailbox } = told
  const generation = generationOf(told, front)
  const mapiHttp = mapiProtocol(told) !== undefined
  const values = { mailbox, host: front.host, mapiHttp, generation }
  const hasProxy = rpcProtocols(told.old, 'EXPR', 'EXHTTP').length > 0
  // Subscription Edition can do without RPC over HTTP where MAPI over HTTP is handed out.
  if (!hasProxy && generation === 'se' && mapiHttp) return [exprMissing(values, 'info')]
  const hasServer = rpcProtocols(told.old, 'EXCH').length > 0
  return [
    ...(hasProxy ? [] : [exprMissing(values)]),
    ...(hasServer ? [] : [exchMissing({ mailbox, generation })]),
  ]
}

function missingMethod(told: Told, front: Front): NewFinding[] {
  const nameless = [told.old, told.current]
    .flatMap((settings) => rpcProtocols(settings, 'EXPR', 'EXHTTP'))
    .find(({ server, authPackage }) => server !== undefined && authPackage === undefined)
  if (nameless === undefined) return []
  const { type, server = '' } = nameless
  const generation = generationOf(told, front)
  const protocol = type === 'EXHTTP' ? type : 'EXPR'
  return [authpackageMissing({ mailbox: told.email, host: server.toLowerCase(), protocol, generation })]
}

function missingMapiUrl(told: Told, front: Front): NewFinding[] {
  const { internalUrl, externalUrl } = mapiProtocol(told)?.mailStore ?? {}
  if (internalUrl === undefined || externalUrl !== undefined) return []
  const values = { mailbox: told.email, host: front.host, internalUrl: withoutQuery(internalUrl) }
  return [mapiHttpExternalMissing({ ...values, generation: generationOf(told, front) })]
}

/** From 2013 on a mailbox's server is named `<GUID>@<domain of its address>`. */
function mixedDomains(told: Told): NewFinding[] {
  const { email: mailbox, current } = told
  const addressDomain = domainOf(current.user.smtpAddress)
  const serverDomain = domainOf(mailboxServer(told)?.server)
  if (addressDomain === undefined || serverDomain === undefined) return []
  if (sameOrganisation(addressDomain, serverDomain)) return []
  return [autodiscoverMixedDomains({ mailbox, addressDomain, serverDomain })]
}

function legacyMailbox(told: Told, front: Front): NewFinding[] {
  const legacy = mailboxGeneration(told)
  if (legacy !== '2007' && legacy !== '2010') return []
  if (front.generation === undefined || front.generation === '2007' || front.generation === '2010') return []
  const values = { host: front.host, legacy, front: front.generation } as const
  const domain = domainOf(told.email) ?? ''
  const basic = [told.old, told.current]
    .flatMap((settings) => rpcProtocols(settings, 'EXPR', 'EXHTTP'))
    .some(({ authPackage }) => authPackage === 'basic')
  return [coexistence({ ...values, domain }), ...(basic ? [coexistenceNtlmMissing(values)] : [])]
}

function generationOf(told: Told, front: Front): Generation | undefined {
  return mailboxGeneration(told) ?? front.generation
}

function domainOf(address: string | undefined): string | undefined {
  const at = address?.lastIndexOf('@') ?? -1
  return at > 0 ? address?.slice(at + 1).toLowerCase() : undefined
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '')
}
