import { type ByteWriter, concatBytes } from '../../bytes/index.ts'
import { NtlmSession, SIGNATURE_LENGTH, type SignedBefore } from '../../ntlm/index.ts'
import { ProtocolError } from '../../protocol-error.ts'
import { AUTH_LEVEL, AUTH_TYPE, type AuthVerifier, TRAILER_LENGTH } from '../pdu/auth-trailer.ts'
import { STUB_AT } from '../pdu/call.ts'
import type { AuthToWrite } from '../pdu/framed.ts'
import type { RpcSecurity, RpcSecurityPackage } from './security.ts'

/** The one security context of a connection. */
const CONTEXT_ID = 0
/** Windows pads stubs to this, and takes any padding. */
const ALIGNMENT = 16

const TYPES: Readonly<Record<RpcSecurityPackage, number>> = {
  ntlm: AUTH_TYPE.ntlm,
  negotiate: AUTH_TYPE.spnego,
}

/** The trailer of a PDU that carries a leg of the sign-in itself: bind, alter_context and rpc_auth_3. */
export function exchangeAuth(
  security: Pick<RpcSecurity, 'level' | 'package'>,
  token: Uint8Array,
  secret: boolean,
): AuthToWrite {
  const { level, package: by } = security
  const trailer = { type: TYPES[by], level: AUTH_LEVEL[level], contextId: CONTEXT_ID }
  return { trailer, alignment: 4, value: token, secret }
}

/**
 * How requests and responses are protected (MS-RPCE section 3.3.1.5.2, MS-NLMP section 3.4.9): the signature is made over the whole
 * PDU but itself, with the stub in the clear; at `privacy` stub and padding go encrypted. At `none` and `connect` nothing is
 * protected: requests have no trailer, which MS-RPCE section 2.2.2.11 allows, Samba takes, and impacket does alike; what a peer
 * adds all the same is passed over. SPNEGO protects nothing itself: with `negotiate` the
 * trailers are of its type, and the signatures NTLM's, which count those that SPNEGO's list was signed with.
 */
export class Protection {
  readonly #level: 'none' | RpcSecurity['level']
  readonly #type: number
  readonly #session: NtlmSession | undefined

  /** Throws `ntlm.no-extended-session-security`. */
  constructor(
    from?: Pick<RpcSecurity, 'level' | 'package'> & {
      readonly exportedSessionKey: Uint8Array
      readonly flags: number
      readonly signedBefore?: SignedBefore
    },
  ) {
    this.#level = from?.level ?? 'none'
    this.#type = TYPES[from?.package ?? 'ntlm']
    this.#session =
      from === undefined || from.level === 'connect'
        ? undefined
        : new NtlmSession({ ...from, side: 'client' })
  }

  /** Bytes that the protection takes in a fragment, padding included, at most. */
  get overhead(): number {
    return this.#session === undefined ? 0 : ALIGNMENT - 1 + TRAILER_LENGTH + SIGNATURE_LENGTH
  }

  /** A request as it goes on the wire. `encode` writes it with the security information that it is given. */
  protect(encode: (auth?: AuthToWrite) => ByteWriter): Uint8Array {
    const session = this.#session
    if (session === undefined) return encode().bytes()
    const trailer = {
      type: this.#type,
      level: this.#level === 'privacy' ? AUTH_LEVEL.privacy : AUTH_LEVEL.integrity,
      contextId: CONTEXT_ID,
    }
    const whole = encode({ trailer, alignment: ALIGNMENT, value: new Uint8Array(SIGNATURE_LENGTH) }).bytes()
    const plain = whole.subarray(0, whole.length - SIGNATURE_LENGTH)
    if (this.#level !== 'privacy') return concatBytes(plain, session.sign(plain))
    const { message, signature } = session.seal(plain, { start: STUB_AT, end: plain.length - TRAILER_LENGTH })
    return concatBytes(message, signature)
  }

  /**
   * The stub of a response (or what stands in a fault) as the peer wrote it, without padding. `start` is where it begins.
   * Throws `rpc.unprotected` when the protection that was agreed on is missing or another, `rpc.auth-padding` for more
   * padding than there is room for, and what `NtlmSession` throws.
   */
  open(pdu: Uint8Array, auth: AuthVerifier | undefined, start = STUB_AT): Uint8Array {
    if (this.#session === undefined) return unpadded(pdu, auth, start)
    const expected = this.#level === 'privacy' ? AUTH_LEVEL.privacy : AUTH_LEVEL.integrity
    if (
      auth === undefined ||
      auth.type !== this.#type ||
      auth.level !== expected ||
      auth.contextId !== CONTEXT_ID
    )
      throw new ProtocolError('rpc.unprotected', 'a response is not protected as it was agreed on')
    const signed = pdu.subarray(0, auth.trailerAt + TRAILER_LENGTH)
    if (this.#level !== 'privacy') {
      this.#session.verify(signed, auth.value)
      return unpadded(signed, auth, start)
    }
    const opened = this.#session.unseal(signed, auth.value, { start, end: auth.trailerAt })
    return unpadded(opened, auth, start)
  }
}

function unpadded(pdu: Uint8Array, auth: AuthVerifier | undefined, start: number): Uint8Array {
  if (auth === undefined) return pdu.slice(start)
  const end = auth.trailerAt - auth.padLength
  if (end < start) throw new ProtocolError('rpc.auth-padding', 'a response is padded with more than it has')
  return pdu.slice(start, end)
}
