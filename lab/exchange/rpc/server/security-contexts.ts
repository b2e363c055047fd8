import type { Identity } from '../../../accounts/index.ts'
import type { Acceptor } from '../../../ntlm/acceptor.ts'
import { type SessionSecurity, sessionSecurity } from '../../../ntlm/session-security.ts'
import { AUTH_LEVEL, AUTH_TYPE, type Verifier } from '../pdu/verifier.ts'
import type { Protection } from './protect.ts'

/** How a client may say who it is, by AUTH_TYPE; undefined where the server does not know that. */
export type NewAcceptor = (type: 'NTLM' | 'Negotiate') => Acceptor | undefined

/** The clients' ways of saying who they are on one association (MS-RPCE section 3.3.1.5.2), under way or done. */
export interface SecurityContexts {
  /**
   * A leg of an authentication. The token that answers it, if any. `unknown`: there is no such way. `refused`: whoever it is
   * did not prove it; a client that awaits no answer learns that from its first call.
   */
  step(verifier: Verifier): Buffer | undefined | 'unknown' | 'refused'
  /** What protects the requests that have this verifier, or none. `refused`: whoever it is did not prove it. */
  protectionFor(verifier: Verifier | undefined): Proved | 'refused' | undefined
}

/** Somebody who proved who he is, and what his calls are protected by. */
export interface Proved extends Protection {
  readonly identity: Identity
}

interface SecurityContext {
  readonly type: number
  readonly level: number
  readonly scheme: 'NTLM' | 'Negotiate'
  readonly acceptor: Acceptor
  state: 'under-way' | 'refused' | { readonly identity: Identity; readonly security: SessionSecurity }
}

/** A client has no more of them than this. */
const MOST = 16

/** `refusesAll`: nobody is believed, however right his answer is. */
export function securityContexts(newAcceptor: NewAcceptor, refusesAll: boolean): SecurityContexts {
  const contexts = new Map<number, SecurityContext>()

  function contextOf({ type, level, contextId }: Verifier): SecurityContext | undefined {
    const found = contexts.get(contextId)
    if (found !== undefined) return found
    if ((type !== AUTH_TYPE.NTLM && type !== AUTH_TYPE.SPNEGO) || contexts.size === MOST) return undefined
    const scheme = type === AUTH_TYPE.NTLM ? 'NTLM' : 'Negotiate'
    const acceptor = newAcceptor(scheme)
    if (acceptor === undefined) return undefined
    const made: SecurityContext = { type, level, scheme, acceptor, state: 'under-way' }
    contexts.set(contextId, made)
    return made
  }

  return {
    step(verifier) {
      const context = contextOf(verifier)
      if (context === undefined) return 'unknown'
      if (context.state !== 'under-way') return undefined
      const step = context.acceptor.step(verifier.value)
      if (step.state === 'continue') return step.token
      if (step.state === 'refused' || refusesAll) {
        context.state = 'refused'
        return 'refused'
      }
      const { account, exportedSessionKey, flags, listSigned } = step
      context.state = {
        identity: { account, scheme: context.scheme, exportedSessionKey },
        security: sessionSecurity(exportedSessionKey, flags, listSigned ? 1 : 0),
      }
      return step.token
    },
    protectionFor(verifier) {
      const [lone] = contexts.keys()
      const contextId = verifier?.contextId ?? lone
      if (contextId === undefined) return undefined
      const context = contexts.get(contextId)
      if (context === undefined || typeof context.state === 'string') return 'refused'
      const { type, level, state } = context
      // Up to the level of single packets there is nothing to protect but the beginning.
      if (level >= AUTH_LEVEL.PACKET && verifier === undefined) return 'refused'
      return { type, level, contextId, ...state }
    },
  }
}
