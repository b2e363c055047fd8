import type { Step } from '../../engine/index.ts'
import { encodeNegotiate } from '../../protocols/ntlm/index.ts'
import { ntlmFlagsAt, type RpcSecurity } from '../../protocols/rpc/index.ts'
import { type NtlmQuestion, SignInError } from '../../sign-in/index.ts'
import { traceNtlm } from './trace.ts'

const WINDOWS_10 = { major: 10, minor: 0, build: 19041 }

/** NTLM within RPC, as the binding of a virtual connection takes it; answers end in a SignInError or ProtocolError. */
export interface RunRpcSecurity extends RpcSecurity {
  /** Whether the credential was used: as long as it was not, another way may be tried. */
  readonly used: boolean
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
export function rpcSecurity(
  step: Step,
  peer: RpcPeer,
  how: Pick<RpcSecurity, 'level' | 'package'>,
): RunRpcSecurity {
  const { signIn } = step
  if (signIn === undefined) throw new TypeError('there is no credential in this run')
  const negotiate = encodeNegotiate({ flags: ntlmFlagsAt(how.level), version: WINDOWS_10 })
  let used = false
  return {
    ...how,
    negotiate: negotiate.bytes(),
    get used() {
      return used
    },
    async authenticate(challenge) {
      traceNtlm(step, 'sent', 'NEGOTIATE', negotiate.annotated())
      traceNtlm(step, 'received', 'CHALLENGE', challenge)
      const use = await signIn.authenticator.use({ proves: false }, step.signal)
      try {
        used = true
        const { message, annotated, flags, exportedSessionKey, mechListMic } = await use.answerNtlm({
          ...peer,
          negotiate: negotiate.bytes(),
          challenge,
          binding: 'certificate',
          ...(how.package === 'negotiate' && { spnego: true }),
        })
        if (exportedSessionKey === undefined) {
          throw new SignInError('sign-in.not-answered', 'there is no session key with the answer')
        }
        traceNtlm(step, 'sent', 'AUTHENTICATE', annotated)
        return { message, exportedSessionKey, flags, ...(mechListMic && { mechListMic }) }
      } finally {
        use.end('unused')
      }
    },
  }
}
