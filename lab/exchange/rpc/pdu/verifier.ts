import { BadMessage, OctetReader } from '../../wire/octet-reader.ts'
import { OctetWriter } from '../../wire/octet-writer.ts'
import { HEADER_LENGTH, type PduHeader } from './header.ts'

/** MS-RPCE section 2.2.1.1.7. */
export const AUTH_TYPE = { SPNEGO: 9, NTLM: 10 } as const

/** MS-RPCE section 2.2.1.1.8. */
export const AUTH_LEVEL = { NONE: 1, CONNECT: 2, CALL: 3, PACKET: 4, INTEGRITY: 5, PRIVACY: 6 } as const

/** What secures a PDU, at its end (sec_trailer, MS-RPCE section 2.2.2.11). */
export interface Verifier {
  readonly type: number
  readonly level: number
  readonly padLength: number
  readonly contextId: number
  readonly value: Buffer
}

export const TRAILER_LENGTH = 8

/** A PDU in its parts. */
export interface Parts {
  /** After the header, up to the padding. */
  readonly body: Buffer
  readonly verifier?: Verifier
}

export function partsOf(pdu: Buffer, { authLength }: Pick<PduHeader, 'authLength'>): Parts {
  if (authLength === 0) return { body: pdu.subarray(HEADER_LENGTH) }
  const trailerAt = pdu.length - authLength - TRAILER_LENGTH
  if (trailerAt < HEADER_LENGTH) throw new BadMessage('a verifier that is longer than its PDU')
  const from = new OctetReader(pdu.subarray(trailerAt))
  const [type, level, padLength] = [from.u8(), from.u8(), from.u8()]
  from.u8()
  const contextId = from.u32()
  if (trailerAt - padLength < HEADER_LENGTH) throw new BadMessage('a padding that is longer than its PDU')
  return {
    body: pdu.subarray(HEADER_LENGTH, trailerAt - padLength),
    verifier: { type, level, padLength, contextId, value: from.rest() },
  }
}

/** The trailer before a verifier's value. */
export function writeTrailer({ type, level, padLength, contextId }: Omit<Verifier, 'value'>): Buffer {
  return new OctetWriter().u8(type).u8(level).u8(padLength).u8(0).u32(contextId).toBuffer()
}

/** What follows a header in the PDUs of a bind: the body, filled up to a multiple of four, and the verifier if any. */
export function withVerifier(body: Buffer, verifier: Omit<Verifier, 'padLength'> | undefined): Buffer {
  if (verifier === undefined) return body
  const padLength = -body.length & 3
  return Buffer.concat([
    body,
    Buffer.alloc(padLength),
    writeTrailer({ ...verifier, padLength }),
    verifier.value,
  ])
}
