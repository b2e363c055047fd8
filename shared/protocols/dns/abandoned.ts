import { ProtocolError } from '../protocol-error.ts'

/**
 * The error of an exchange whose signal fired: `dns.timed-out` when the signal was a deadline, `dns.aborted`
 * when somebody gave up.
 */
export function abandoned({ reason }: AbortSignal): ProtocolError {
  return reason instanceof Error && reason.name === 'TimeoutError'
    ? new ProtocolError('dns.timed-out', 'the resolver did not answer within the time allowed', {
        cause: reason,
      })
    : new ProtocolError('dns.aborted', 'the caller gave up before the resolver answered', { cause: reason })
}
