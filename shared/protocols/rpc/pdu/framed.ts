import { ByteReader, ByteWriter, type FieldNotes } from '../../bytes/index.ts'
import { messageWithin, readSpnego } from '../../ntlm/index.ts'
import { ProtocolError } from '../../protocol-error.ts'
import {
  AUTH_TYPE,
  type AuthTrailer,
  type AuthVerifier,
  readTrailer,
  TRAILER_LENGTH,
  trailerStart,
  writeTrailer,
} from './auth-trailer.ts'
import { HEADER_LENGTH, type PduHeader, readHeader, writeHeader } from './header.ts'

/** Security information for the end of a PDU. Its padding is counted here: see {@link writePdu}. */
export interface AuthToWrite {
  readonly trailer: Omit<AuthTrailer, 'padLength'>
  /** To which multiple of bytes the body is padded before the trailer. */
  readonly alignment: 4 | 16
  readonly value: Uint8Array
  /** Whether the value proves who somebody is, and may stand in no trace. */
  readonly secret?: boolean
}

/** A PDU of any type but RTS: the header, a body, and security information where there is some. */
export function writePdu(
  pdu: Pick<PduHeader, 'type' | 'flags' | 'callId'>,
  /** Writes what follows the header. Multiples of 4 are the same counted from there as from the start. */
  body: (writer: ByteWriter) => void,
  auth?: AuthToWrite,
): ByteWriter {
  const measured = new ByteWriter('little')
  body(measured)
  const writer = new ByteWriter('little')
  const padLength = auth === undefined ? 0 : -bodyEnd(pdu.type, measured.length) & (auth.alignment - 1)
  const authLength = auth?.value.length ?? 0
  const extra = auth === undefined ? 0 : padLength + TRAILER_LENGTH + authLength
  writeHeader(writer, { ...pdu, fragmentLength: HEADER_LENGTH + measured.length + extra, authLength })
  body(writer)
  if (auth === undefined) return writer
  if (padLength > 0) writer.raw(new Uint8Array(padLength), 'auth_pad')
  writeTrailer(writer, { ...auth.trailer, padLength })
  if (auth.secret) return writer.secret(auth.value, 'auth_value')
  return writer.raw(auth.value, 'auth_value')
}

/** What the padding is counted from: in calls from the start of the stub, else from the start of the PDU. */
function bodyEnd(type: number, length: number): number {
  return type <= 2 ? length - 8 : length
}

/**
 * Takes a PDU apart that is there as a whole: throws what {@link readHeader} and {@link trailerStart} throw, and
 * `rpc.fragment-length` when it is not as long as it says. `readBody` sees the body before the trailer is read, so that the
 * notes stand in the order of the bytes.
 */
export function readFramed<Content>(
  bytes: Uint8Array,
  notes: FieldNotes | undefined,
  readBody: (header: PduHeader, body: ByteReader) => Content,
): { header: PduHeader; content: Content; auth: AuthVerifier | undefined; text: string } {
  const reader = new ByteReader(bytes, 'rpc', 'little', notes)
  const header = readHeader(reader)
  if (header.fragmentLength !== bytes.length)
    throw new ProtocolError(
      'rpc.fragment-length',
      `a fragment announces ${header.fragmentLength} bytes and has ${bytes.length}`,
    )
  const trailerAt = trailerStart(header)
  const body = reader.nested((trailerAt ?? bytes.length) - HEADER_LENGTH)
  const content = readBody(header, body)
  const auth = trailerAt === undefined ? undefined : readVerifier(reader, trailerAt, notes)
  return { header, content, auth, text: reader.annotated() }
}

function readVerifier(reader: ByteReader, trailerAt: number, notes: FieldNotes | undefined): AuthVerifier {
  const trailer = readTrailer(reader)
  if (notes !== undefined && trailer.type === AUTH_TYPE.spnego && isSpnego(reader)) {
    const within = notes.nested(reader.position)
    const value = reader.nested(reader.remaining).bytes
    readSpnego(value, within)
    return { ...trailer, trailerAt, value }
  }
  return { ...trailer, trailerAt, value: readValue(reader) }
}

/** Signatures, and what nobody can read, are no tokens. */
function isSpnego(reader: ByteReader): boolean {
  try {
    readSpnego(reader.bytes.subarray(reader.position))
    return true
  } catch (error) {
    if (error instanceof ProtocolError) return false
    throw error
  }
}

function readValue(reader: ByteReader): Uint8Array {
  // Also when it stands within something else.
  const proves = messageWithin(reader.bytes.subarray(reader.position)) === 'AUTHENTICATE'
  return proves
    ? reader.takeSecret(reader.remaining, 'auth_value: NTLM AUTHENTICATE')
    : reader.rest('auth_value')
}
