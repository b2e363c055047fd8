import type { Step } from '../../engine/index.ts'
import { encodeNegotiate, RPC_FLAGS } from '../../protocols/ntlm/index.ts'
import { type NtlmQuestion, SignInError } from '../../sign-in/index.ts'
import { traceNtlm } from './trace.ts'

const WINDOWS_10 = { major: 10, minor: 0, build: 19041 }

/** NTLM within RPC, as the binding of a virtual connection takes it. */
export interface RpcSecurity {
  readonly level: 'connect' | 'integrity' | 'privacy'
  /** The NEGOTIATE message. */
  readonly negotiate: Uint8Array
  /** Answers the server's challenge. @throws SignInError, ProtocolError */
  authenticate(challenge: Uint8Array): Promise<{
    readonly message: Uint8Array
    /** 16 bytes, a secret. */
    readonly exportedSessionKey: Uint8Array
    readonly flags: number
  }>
}

/** Whom RPC is spoken with. */
export interface RpcPeer extends Pick<NtlmQuestion, 'host' | 'chain'> {
  readonly service: 'exchangeMDB' | 'exchangeRFR' | 'exchangeAB'
  /** The RPC server's name, as the channel's URL has it. */
  readonly server: string
}

/**
 * Makes the security of one RPC binding, once the user is signed in over HTTP. `chain` is that of the channel: who
 * has the credential looks at it again.
 *
 * @throws TypeError without a credential
 */
export function rpcSecurity(step: Step, peer: RpcPeer, level: RpcSecurity['level']): RpcSecurity {
  const { signIn } = step
  if (signIn === undefined) throw new TypeError('there is no credential in this run')
  const negotiate = encodeNegotiate({ flags: RPC_FLAGS, version: WINDOWS_10 })
  return {
    level,
    negotiate: negotiate.bytes(),
    async authenticate(challenge) {
      traceNtlm(step, 'sent', 'NEGOTIATE', negotiate.annotated())
      traceNtlm(step, 'received', 'CHALLENGE', challenge)
      const use = await signIn.authenticator.use({ proves: false }, step.signal)
      try {
        const { message, annotated, flags, exportedSessionKey } = await use.answerNtlm({
          ...peer,
          negotiate: negotiate.bytes(),
          challenge,
          binding: 'certificate',
        })
        if (exportedSessionKey === undefined) {
          throw new SignInError('sign-in.not-answered', 'there is no session key with the answer')
        }
        traceNtlm(step, 'sent', 'AUTHENTICATE', annotated)
        return { message, exportedSessionKey, flags }
      } finally {
        use.end('unused')
      }
    },
  }
}
