import { SIGNATURE } from './negotiate-message.ts'

/** 1.3.6.1.4.1.311.2.2.10, NTLM's name among the mechanisms. */
const NTLM_MECHANISM = Buffer.from('060a2b06010401823702020a', 'hex')

const TAG = { SEQUENCE: 0x30, ENUMERATED: 0x0a, OCTET_STRING: 0x04 } as const

/** Is this a token of SPNEGO's (RFC 4178), a first or a later one? Else NTLM stands in `Negotiate` as it is. */
export function isSpnego(token: Buffer): boolean {
  return token[0] === 0x60 || token[0] === 0xa1
}

/**
 * The NTLM message in the token, wherever in it: it tells of itself how it begins, and to the end of the token is far
 * enough, since an NTLM message carries its own lengths.
 */
export function unwrapNtlm(token: Buffer): Buffer | undefined {
  const at = token.indexOf(SIGNATURE)
  return at === -1 ? undefined : token.subarray(at)
}

/** A NegTokenResp (RFC 4178 section 4.2.2): accept-incomplete, NTLM, and its message. */
export function wrapChallenge(challenge: Buffer): Buffer {
  return der(
    0xa1,
    der(
      TAG.SEQUENCE,
      Buffer.concat([
        der(0xa0, der(TAG.ENUMERATED, Buffer.of(1))),
        der(0xa1, NTLM_MECHANISM),
        der(0xa2, der(TAG.OCTET_STRING, challenge)),
      ]),
    ),
  )
}

/** Tag, length and value; lengths up to 65535. */
function der(tag: number, value: Buffer): Buffer {
  const { length } = value
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...size), value])
}
