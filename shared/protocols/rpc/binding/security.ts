import { HTTP_FLAGS, RPC_FLAGS } from '../../ntlm/index.ts'
import type { RpcAuthLevel } from '../pdu/auth-trailer.ts'

/**
 * The security provider of an association (MS-RPCE section 2.2.1.1.7): NTLM's messages as they are (`ntlm`), or within
 * SPNEGO (`negotiate`).
 */
export type RpcSecurityPackage = 'ntlm' | 'negotiate'

/** What it takes to sign in at the level of RPC, by NTLM. Nothing of the credential itself is in it. */
export interface RpcSecurity {
  readonly level: Exclude<RpcAuthLevel, 'none'>
  readonly package: RpcSecurityPackage
  /** The NEGOTIATE message that the bind carries, without SPNEGO around it; it asks for {@link ntlmFlagsAt} the level. */
  readonly negotiate: Uint8Array
  /**
   * Answers the server's CHALLENGE. A ProtocolError says that it cannot be read; an error of a kind of its own, why there is no
   * answer: whoever binds gets that one as it is.
   */
  authenticate(challenge: Uint8Array): Promise<{
    /** The AUTHENTICATE message. */
    readonly message: Uint8Array
    /** 16 bytes, a secret: what signing and sealing start from. */
    readonly exportedSessionKey: Uint8Array
    /** What was agreed on. */
    readonly flags: number
    /** The signature of SPNEGO's list of mechanisms, for `negotiate`; not every server can check one. */
    readonly mechListMic?: Uint8Array
  }>
}

/**
 * What NTLM's NEGOTIATE asks for at a level. At `connect` nothing is signed, and so nobody may ask for it: a server that then
 * agreed to sign owes signatures that the level has no place for (Samba answers every call with a fault).
 */
export function ntlmFlagsAt(level: RpcSecurity['level']): number {
  return level === 'connect' ? HTTP_FLAGS : RPC_FLAGS
}
