import { MECHANISM, MECHANISM_LIST, NtlmSession, readSpnego, type SpnegoToken } from '../../ntlm/index.ts'
import { RpcError } from '../error.ts'

/**
 * NTLM's CHALLENGE within what a server answers to the first leg of SPNEGO. Throws `rpc.no-ntlm` when it wants to
 * negotiate, and not NTLM: nothing of a credential has been sent then; and what `readSpnego` throws.
 */
export function challengeWithin(token: Uint8Array): Uint8Array {
  const answer = readSpnego(token)
  if (answer.kind === 'init') throw noNtlm('offers mechanisms of its own')
  if (answer.state === 'reject') throw noNtlm('rejects it')
  if (answer.mechanism !== undefined && answer.mechanism !== MECHANISM.ntlm) {
    throw noNtlm(`asks for the mechanism ${answer.mechanism}`)
  }
  if (answer.token === undefined) throw noNtlm('has no challenge for it')
  return answer.token
}

/**
 * Looks at what ends the negotiation, and says whether the server has signed the list of mechanisms. It may say nothing more, but
 * no other thing than that it is complete; and if it signs the list, the signature has to be right (RFC 4178 section
 * 5). Only NTLM was in the list, so nobody gains anything by leaving the signature out.
 *
 * Throws `rpc.negotiation-rejected`, `rpc.negotiation-unfinished`, what `readSpnego` throws and what `NtlmSession.verify` does.
 */
export function requireCompleted(
  token: Uint8Array | undefined,
  agreed: { readonly exportedSessionKey: Uint8Array; readonly flags: number },
): boolean {
  if (token === undefined) return false
  const { state, mechListMic } = stateOf(readSpnego(token))
  if (state === 'reject') {
    throw new RpcError('rpc.negotiation-rejected', 'bind', 'the server rejects the sign-in')
  }
  if (state !== undefined && state !== 'accept-completed') {
    throw new RpcError(
      'rpc.negotiation-unfinished',
      'bind',
      `the server says ${state} where the sign-in is complete`,
    )
  }
  if (mechListMic === undefined) return false
  new NtlmSession({ ...agreed, side: 'client' }).verify(MECHANISM_LIST, mechListMic)
  return true
}

function stateOf(token: SpnegoToken) {
  if (token.kind === 'response') return token
  throw new RpcError('rpc.negotiation-unfinished', 'bind', 'the server begins a negotiation of its own')
}

function noNtlm(what: string): RpcError {
  return new RpcError('rpc.no-ntlm', 'bind', `the server negotiates, and takes no NTLM: it ${what}`)
}
