import { BadMessage, OctetReader } from '../wire/octet-reader.ts'
import { OctetWriter } from '../wire/octet-writer.ts'

/** More than any auxiliary buffer has (MS-OXCMAPIHTTP section 2.2.4.1.1). */
const LONGEST_AUX = 0x1008

/** Reads a body by `read`; the auxiliary buffer that every body ends with, and nothing after it. */
export function readBody<T>(body: Buffer, read: (from: OctetReader) => T): T {
  const from = new OctetReader(body)
  const content = read(from)
  const length = from.u32()
  if (length > LONGEST_AUX) throw new BadMessage('an auxiliary buffer')
  from.octets(length)
  if (from.left > 0) throw new BadMessage('octets after the auxiliary buffer')
  return content
}

/** The body of a success: two codes, what `write` writes, and the auxiliary buffer. */
export function writeBody(
  errorCode: number,
  write: (to: OctetWriter) => void = () => {},
  aux: Buffer = Buffer.alloc(0),
): Buffer {
  const to = new OctetWriter().u32(0).u32(errorCode)
  write(to)
  return to.u32(aux.length).octets(aux).toBuffer()
}

/** The body of a failure: why, and no auxiliary buffer. */
export function writeFailure(statusCode: number): Buffer {
  return new OctetWriter().u32(statusCode).u32(0).toBuffer()
}
