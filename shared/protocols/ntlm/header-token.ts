import { ProtocolError } from '../protocol-error.ts'
import { LONGEST_MESSAGE } from './message.ts'

/** What stands behind `NTLM` or `Negotiate` in `Authorization` (RFC 4559 section 4.2): base64 with padding. */
export function encodeHeaderToken(message: Uint8Array): string {
  return btoa(Array.from(message, (byte) => String.fromCharCode(byte)).join(''))
}

/** The reverse of {@link encodeHeaderToken}, for `WWW-Authenticate`. Throws `ntlm.base64` and `ntlm.too-long`. */
export function decodeHeaderToken(token: string): Uint8Array<ArrayBuffer> {
  if (token.length > (LONGEST_MESSAGE / 3) * 4 + 4)
    throw new ProtocolError('ntlm.too-long', `a token of ${token.length} characters`)
  if (token.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(token))
    throw new ProtocolError('ntlm.base64', 'the token is not base64')
  return Uint8Array.from(atob(token), (character) => character.charCodeAt(0))
}
