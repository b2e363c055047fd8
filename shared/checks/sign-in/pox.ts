import { check, type Reason, reasonOf, type Step, settle } from '../../engine/index.ts'
import type { Product } from '../../findings/index.ts'
import { ConnectError } from '../../platform/index.ts'
import {
  type PoxSettings,
  poxRequest,
  type Redirect,
  readPoxResponse,
} from '../../protocols/autodiscover/index.ts'
import type { TargetInfo } from '../../protocols/ntlm/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import { type SignInDetails, SignInError, type SignInErrorCode } from '../../sign-in/index.ts'
import { firstOpen } from '../autodiscover/ask.ts'
import { lookUpAddresses } from '../dns/addresses.ts'
import { productOf } from '../http/product.ts'
import { SignedInConnection } from './connection.ts'
import { whyNotKept } from './kept.ts'
import { askOn } from './open.ts'
import type { ClientKind } from './settings.ts'

/** Asks for the settings of an address, as a client of that kind would. */
export type PoxAsUser = { url: string; email: string; client: ClientKind }

/** What came of it. */
export type PoxAnswer =
  | {
      readonly kind: 'settings'
      readonly settings: PoxSettings
      /** Who signed the user in, by NTLM. */
      readonly targetInfo?: TargetInfo
    }
  | { readonly kind: 'redirect'; readonly redirect: Redirect; readonly targetInfo?: TargetInfo }
  /** The service's own error, to a user whom it knows. */
  | {
      readonly kind: 'error'
      readonly code: number
      readonly message: string
      readonly targetInfo?: TargetInfo
    }
  /** Something that Autodiscover does not answer; `signedIn` whether it came from behind the sign-in. */
  | {
      readonly kind: 'other'
      readonly status: number
      /** Who wrote it. */
      readonly product: Product
      readonly targetInfo?: TargetInfo
    }
  | {
      readonly kind: 'not-signed-in'
      readonly code: SignInErrorCode
      readonly message: string
      readonly details: SignInDetails
    }
  /** Nothing; `error` where there was a connection, and something on it went wrong. */
  | { readonly kind: 'silent'; readonly reason: Reason; readonly error?: ProtocolError }

const LONGEST_START = 16 * 1024

/** What does Autodiscover at this URL tell the user? Redirects are not followed. */
export const askPoxAsUser = check(
  'sign-in.pox',
  async (step, question: PoxAsUser): Promise<PoxAnswer> => {
    const answer = await ask(step, question)
    step.note('sign-in.asked', shown(answer))
    return answer
  },
  { limitSeconds: 50, needed: false },
)

async function ask(step: Step, { url, email, client }: PoxAsUser): Promise<PoxAnswer> {
  const { hostname, port: portText, protocol, pathname, search } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  const port = portText === '' ? 443 : Number(portText)
  if (protocol !== 'https:') {
    const message = `the credential does not go to ${host} without TLS`
    return { kind: 'not-signed-in', code: 'sign-in.insecure', message, details: {} }
  }
  const found = await settle(lookUpAddresses(step, { host }))
  if (!found.answered) return { kind: 'silent', reason: found.failure.reason }
  const open = await firstOpen(step, host, found.answer.addresses, port)
  if ('code' in open) return { kind: 'silent', reason: open }
  const capabilities =
    client === 'current' ? { mapiHttp: true, canHandle: ['Negotiate', 'ExHttpInfo'] as const } : {}
  const { headers, body } = poxRequest(email, capabilities)
  const { address } = open
  const lost = port === 443 ? await whyNotKept(step, { host, address, path: pathname }) : undefined
  if (lost) return notKept(host, { connection: lost.how, computers: lost.computers })
  const connection = new SignedInConnection(step, { host, address, port })
  try {
    const path = `${pathname}${search}`
    const request = { method: 'POST', path, headers, body, proves: true as const }
    const told = await askOn(connection, request)
    const { targetInfo } = connection.details
    return { ...read(told), ...(targetInfo && { targetInfo }) }
  } catch (error) {
    if (error instanceof SignInError) {
      const { code, message, details } = error
      const refused = code === 'sign-in.refused' && port === 443
      const unkept = refused
        ? await whyNotKept(step, { host, address, path: pathname, again: true })
        : undefined
      return unkept
        ? notKept(host, { ...details, connection: unkept.how, computers: unkept.computers })
        : { kind: 'not-signed-in', code, message, details }
    }
    if (step.signal.aborted) throw error
    if (error instanceof ProtocolError) return { kind: 'silent', reason: reasonOf(error), error }
    if (error instanceof ConnectError) return { kind: 'silent', reason: reasonOf(error) }
    throw error
  } finally {
    connection.close()
  }
}

function notKept(host: string, details: SignInDetails): PoxAnswer {
  const message = `NTLM cannot complete at ${host}: its connections are not kept`
  return { kind: 'not-signed-in', code: 'sign-in.connection-not-kept', message, details }
}

function read({ status, reason, headers, body }: Awaited<ReturnType<typeof askOn>>): PoxAnswer {
  const location = headers.first('Location')
  if (status >= 300 && status < 400 && location !== undefined) {
    return { kind: 'redirect', redirect: { kind: 'location', target: location } }
  }
  const response = status === 200 ? readOrNothing(body) : undefined
  switch (response?.kind) {
    case undefined:
      return { kind: 'other', status, product: productOf({ status, reason, headers, body: startOf(body) }) }
    case 'settings':
      return { kind: 'settings', settings: response }
    case 'redirect-url':
      return { kind: 'redirect', redirect: { kind: 'url', target: response.url } }
    case 'redirect-address':
      return { kind: 'redirect', redirect: { kind: 'address', target: response.address } }
    case 'error':
      return { kind: 'error', code: response.code ?? 0, message: (response.message ?? '').slice(0, 200) }
  }
}

/** Pages say who wrote them. */
function startOf(body: Uint8Array): string {
  return new TextDecoder().decode(body.subarray(0, LONGEST_START))
}

function readOrNothing(body: Uint8Array) {
  try {
    return readPoxResponse(body)
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

/** As evidence: how far it got, and for settings, which ways to the mailbox there are. */
function shown(answer: PoxAnswer) {
  switch (answer.kind) {
    case 'settings':
      return {
        kind: answer.kind,
        protocols: answer.settings.protocols.map((protocol) => protocol.type),
        legacyDn: answer.settings.user.legacyDn,
      }
    case 'redirect':
      return { kind: answer.kind, to: answer.redirect.target.slice(0, 500) }
    case 'error':
      return { kind: answer.kind, code: answer.code, message: answer.message }
    case 'other':
      return { kind: answer.kind, status: answer.status }
    case 'not-signed-in':
      return { kind: answer.kind, code: answer.code, message: answer.message }
    case 'silent':
      return { kind: answer.kind, code: answer.reason.code, message: answer.reason.message }
  }
}
