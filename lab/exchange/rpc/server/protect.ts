import type { SessionSecurity } from '../../../ntlm/session-security.ts'
import { RESPONSE_HEAD, responseHead } from '../pdu/call.ts'
import { HEADER_LENGTH, PDU_TYPE, type PduHeader, PFC, writeHeader } from '../pdu/header.ts'
import { AUTH_LEVEL, TRAILER_LENGTH, type Verifier, writeTrailer } from '../pdu/verifier.ts'
import type { RpcFaults } from '../rpc-settings.ts'

/** What a response is protected by, and how. */
export interface Protection {
  readonly type: number
  readonly level: number
  readonly contextId: number
  readonly security: SessionSecurity
}

const SIGNATURE_LENGTH = 16

/** Stubs are filled up to a multiple of this, as Windows does it. */
const PADDED_TO = 16

/** The octets that a fragment of a response needs beside its stub. */
export function overheadOf(protection: Protection | undefined): number {
  if (protection === undefined) return RESPONSE_HEAD
  return RESPONSE_HEAD + PADDED_TO - 1 + TRAILER_LENGTH + SIGNATURE_LENGTH
}

/** A response, or a fragment of one. */
export interface ResponseFragment {
  readonly callId: number
  readonly contextId: number
  readonly hint: number
  readonly first: boolean
  readonly last: boolean
  readonly stub: Buffer
}

/** Writes it, signed or sealed as the level wants it (MS-RPCE section 2.2.2.11, MS-NLMP section 3.4). */
export function writeResponse(
  { callId, contextId, hint, first, last, stub }: ResponseFragment,
  protection: Protection | undefined,
  fault: RpcFaults['verifier'],
): Buffer {
  const header = {
    type: PDU_TYPE.RESPONSE,
    flags: (first ? PFC.FIRST : 0) | (last ? PFC.LAST : 0),
    callId,
  }
  const head = responseHead(hint, contextId)
  if (protection === undefined) return writeHeader(header, Buffer.concat([head, stub]))

  const { security, ...verifier } = protection
  const padLength = -stub.length & (PADDED_TO - 1)
  const padded = Buffer.concat([stub, Buffer.alloc(padLength)])
  // A padding that is said to be longer than all of the stub.
  const trailer = writeTrailer({ ...verifier, padLength: fault === 'padding' ? 255 : padLength })
  const pdu = (content: Uint8Array) =>
    writeHeader(
      header,
      Buffer.concat([head, content, trailer, Buffer.alloc(SIGNATURE_LENGTH)]),
      SIGNATURE_LENGTH,
    )
  const withoutValue = (content: Uint8Array) => pdu(content).subarray(0, -SIGNATURE_LENGTH)
  const { sealed, signature } =
    protection.level === AUTH_LEVEL.PRIVACY
      ? security.seal(padded, withoutValue)
      : { sealed: padded, signature: security.sign(withoutValue(padded)) }
  return Buffer.concat([withoutValue(sealed), damaged(signature, fault)])
}

/** Version, checksum of 8 octets, number (MS-NLMP section 2.2.2.9.2). */
function damaged(signature: Buffer, fault: RpcFaults['verifier']): Buffer {
  const copy = Buffer.from(signature)
  if (fault === 'checksum') copy.writeUInt8(copy.readUInt8(4) ^ 0xff, 4)
  if (fault === 'sequence') copy.writeUInt32LE((copy.readUInt32LE(12) + 7) >>> 0, 12)
  return copy
}

/** The body of a request in clear, up to its padding. `undefined`: the signature is not the client's. */
export function unprotect(
  pdu: Buffer,
  header: PduHeader,
  verifier: Verifier,
  protection: Protection,
  stubAt: number,
): Buffer | undefined {
  const valueAt = pdu.length - header.authLength
  const from = HEADER_LENGTH + stubAt
  const to = valueAt - TRAILER_LENGTH
  const end = to - verifier.padLength
  if (to < from || end < from) return undefined
  if (protection.level === AUTH_LEVEL.PRIVACY) {
    const plain = protection.security.unseal(
      pdu.subarray(from, to),
      (content) => Buffer.concat([pdu.subarray(0, from), content, pdu.subarray(to, valueAt)]),
      verifier.value,
    )
    return plain && Buffer.concat([pdu.subarray(HEADER_LENGTH, from), plain.subarray(0, end - from)])
  }
  const isRight = protection.security.verify(pdu.subarray(0, valueAt), verifier.value)
  return isRight ? pdu.subarray(HEADER_LENGTH, end) : undefined
}
