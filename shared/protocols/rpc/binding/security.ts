import type { RpcAuthLevel } from '../pdu/auth-trailer.ts'

/** What it takes to sign in at the level of RPC, by NTLM. Nothing of the credential itself is in it. */
export interface RpcSecurity {
  readonly level: Exclude<RpcAuthLevel, 'none'>
  /** The NEGOTIATE message that the bind carries. */
  readonly negotiate: Uint8Array
  /** Answers the server's CHALLENGE. */
  authenticate(challenge: Uint8Array): Promise<{
    /** The AUTHENTICATE message. */
    readonly message: Uint8Array
    /** 16 bytes, a secret: what signing and sealing start from. */
    readonly exportedSessionKey: Uint8Array
    /** What was agreed on. */
    readonly flags: number
  }>
}
