import type { ConnectErrorCode } from '../shared/platform/index.ts'

const CODES: Readonly<Record<string, ConnectErrorCode>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timed-out',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EAFNOSUPPORT: 'unreachable',
  EACCES: 'blocked',
  EPERM: 'blocked',
  ECONNRESET: 'closed',
  ECONNABORTED: 'closed',
  EPIPE: 'closed',
}

/** The operating system's error code (`ECONNREFUSED`) of an error that Node raised, or `''`. */
export function systemErrorCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}

/** What an error of Node's sockets means; `failed` for one that says nothing more. */
export function connectErrorCode(error: unknown): ConnectErrorCode {
  return CODES[systemErrorCode(error)] ?? 'failed'
}

/** `timed-out` when the signal was a deadline (`AbortSignal.timeout`), `aborted` when somebody gave up. */
export function abortCode(signal: AbortSignal): 'timed-out' | 'aborted' {
  const { reason } = signal
  return reason instanceof Error && reason.name === 'TimeoutError' ? 'timed-out' : 'aborted'
}
