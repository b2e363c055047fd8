import type { Severity, Step } from '../../engine/index.ts'
import {
  authNoneOffered,
  type Generation,
  ntlmConnectionNotKept,
  type Product,
  portClosed,
  signInBroken,
} from '../../findings/index.ts'
import { ConnectError } from '../../platform/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import { SignInError } from '../../sign-in/index.ts'
import { explainNoNtlm } from './no-ntlm.ts'
import { explainWithheld } from './withheld.ts'

/** Where somebody signs in. */
export interface SignInSpot {
  readonly host: string
  readonly address?: string
  readonly port?: number
  /** Without its query. */
  readonly path: string
  readonly front?: Product
  readonly generation?: Generation
  /** The URL that led there, where one did. */
  readonly from?: string | undefined
}

/**
 * Makes a finding of what kept somebody from signing in who was let in before, or who would have to be: an error of the
 * sign-in, of HTTP or TLS below it, or of the connection. Says whether there was something to say of the server: not where the
 * credential was not sent for a reason of this side's, which is told where that reason is.
 */
export function explainBreak(step: Step, at: SignInSpot, error: unknown, lowered?: Severity): boolean {
  if (error instanceof SignInError) return explainSignIn(step, at, error, lowered)
  if (error instanceof ConnectError) return explainConnect(step, at, error, lowered)
  if (!(error instanceof ProtocolError)) return false
  const { code } = error
  const how =
    code === 'http.silent' ? ({ how: 'silent' } as const) : { how: 'broken-off' as const, problem: code }
  step.find(signInBroken({ ...placeOf(at), ...how }, lowered))
  return true
}

function explainSignIn(step: Step, at: SignInSpot, error: SignInError, lowered?: Severity): boolean {
  const { host, path, front = 'unknown' } = at
  const { code, details } = error
  switch (code) {
    case 'sign-in.refused':
      step.find(signInBroken({ ...placeOf(at), how: 'refused-later' }, lowered))
      return true
    case 'sign-in.not-asked': {
      const { status } = details
      step.find(
        signInBroken({ ...placeOf(at), how: 'not-asked', ...(status !== undefined && { status }) }, lowered),
      )
      return true
    }
    case 'sign-in.connection-not-kept': {
      const { connection: how = 'shared', computers, targetInfo } = details
      const seen = computers ?? [targetInfo?.nbComputerName ?? ''].filter((name) => name !== '')
      step.find(ntlmConnectionNotKept({ host, path, how, computers: [...seen], front }, lowered))
      return true
    }
    case 'sign-in.no-scheme':
    case 'sign-in.ntlm-refused':
      if ((details.offers ?? []).length > 0) explainNoNtlm(step, host, path, details)
      else step.find(authNoneOffered({ host, paths: [path], front, ...generationOf(at) }, lowered))
      return true
    default:
      explainWithheld(step, code, `https://${host}/`, at.from)
      return false
  }
}

function explainConnect(step: Step, at: SignInSpot, { code }: ConnectError, lowered?: Severity): boolean {
  const { host, address, port = 443 } = at
  if (code === 'closed') {
    // There was a connection, and something was under way on it.
    step.find(signInBroken({ ...placeOf(at), how: 'broken-off', problem: `connect.${code}` }, lowered))
    return true
  }
  if (address === undefined || code === 'blocked' || code === 'aborted') return false
  step.find(portClosed({ host, address, port, how: code }, lowered))
  return true
}

function placeOf(at: SignInSpot) {
  return { host: at.host, path: at.path, ...generationOf(at) }
}

function generationOf({ generation }: SignInSpot) {
  return generation === undefined ? {} : { generation }
}
