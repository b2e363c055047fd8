import { ByteReader, ByteWriter } from '../bytes/index.ts'
import { ProtocolError } from '../protocol-error.ts'
import { type ExtendedError, readExtendedError } from './extended-error.ts'
import { HEADER_LENGTH, readName, writeName } from './name.ts'
import { type DnsRecord, RECORD_TYPES, type RecordType, readRecordData, recordType } from './records.ts'

/** What is asked. The name in presentation form (see `readName`), or as `toAscii` gives it. */
export interface DnsQuestion<T extends RecordType = RecordType> {
  readonly name: string
  readonly type: T
  /** Asks for the answer even when its DNSSEC signatures are wrong (CD, RFC 4035 section 3.2.2). */
  readonly checkingDisabled?: boolean
}

/**
 * A response. Records of classes and types that are not ours are left out, and so are the additional ones:
 * nobody asked for them.
 */
export interface DnsMessage {
  /** With what EDNS adds to it: twelve bits (RFC 6891 section 6.1.3). */
  readonly rcode: number
  readonly truncated: boolean
  readonly authenticated: boolean
  readonly checkingDisabled: boolean
  readonly answer: readonly DnsRecord[]
  readonly authority: readonly DnsRecord[]
  /** Whether the other side speaks EDNS at all. */
  readonly edns: boolean
  readonly extendedErrors: readonly ExtendedError[]
}

const CLASS_IN = 1
const TYPE_OPT = 41
const OPTION_EXTENDED_ERROR = 15
export const LONGEST_MESSAGE = 65535

const RESPONSE = 0x8000
const OPCODE = 0x7800
const TRUNCATED = 0x0200
const RECURSION_DESIRED = 0x0100
const AUTHENTIC_DATA = 0x0020
const CHECKING_DISABLED = 0x0010
const RCODE = 0x000f
export const NOERROR = 0
export const FORMERR = 1
export const NXDOMAIN = 3

/** Fits one datagram on nearly every path, so that UDP answers come unfragmented (DNS flag day 2020). */
const UDP_PAYLOAD_SIZE = 1232

/**
 * A query in wire format (RFC 1035 section 4), for a resolver: recursion is desired, and AD is set, which
 * asks to be told whether the answer was validated without having the signatures sent (RFC 6840 section 5.7).
 *
 * The id is 0, so that caches on the way of RFC 8484 see equal queries as equal; an exchange over UDP has
 * to put its own in place. Throws `DnsNameError`.
 */
export function encodeQuery(question: DnsQuestion, { edns = true } = {}): Uint8Array {
  const writer = new ByteWriter()
  const checking = question.checkingDisabled ? CHECKING_DISABLED : 0
  writer.u16(0, 'id')
  writer.u16(RECURSION_DESIRED | AUTHENTIC_DATA | checking, 'flags')
  writer.u16(1, 'questions').u16(0, 'answers').u16(0, 'authority records')
  writer.u16(edns ? 1 : 0, 'additional records')
  writeName(writer, question.name)
  writer.u16(RECORD_TYPES[question.type], `type ${question.type}`).u16(CLASS_IN, 'class IN')
  if (edns) {
    writer.u8(0, 'root').u16(TYPE_OPT, 'type OPT').u16(UDP_PAYLOAD_SIZE, 'payload size')
    writer.u32(0, 'extended rcode, version and flags').vector16('options', () => {})
  }
  return writer.bytes()
}

/**
 * Throws unless `response` answers `query`: `dns.not-a-response`, `dns.id`, or `dns.question` where the
 * question is not the one that was asked, its letters in whatever case. A server that failed may leave the
 * question out: some do so when they could not read the query.
 */
export function checkResponse(query: Uint8Array, response: Uint8Array): void {
  const [asked, answered] = [new ByteReader(query, 'dns'), new ByteReader(response, 'dns')]
  const [askedId, answeredId] = [asked.u16(), answered.u16()]
  const [askedFlags, flags] = [asked.u16(), answered.u16()]
  if ((flags & RESPONSE) === 0 || (flags & OPCODE) !== (askedFlags & OPCODE)) {
    throw new ProtocolError('dns.not-a-response', 'expected a response to a query, got another message')
  }
  if (askedId !== answeredId) {
    throw new ProtocolError('dns.id', `expected a response to query ${askedId}, got one to ${answeredId}`)
  }
  const questions = answered.u16()
  if (questions === 0 && ![NOERROR, NXDOMAIN].includes(flags & RCODE)) return
  asked.position = HEADER_LENGTH
  answered.position = HEADER_LENGTH
  const same = questions === 1 && readName(asked) === readName(answered) && asked.u32() === answered.u32()
  if (!same) throw new ProtocolError('dns.question', 'the response is about something that was not asked')
}

/**
 * Reads a response whole (RFC 1035 section 4, RFC 6891). Throws a {@link ProtocolError}: `dns.truncated` when
 * the bytes end early, `dns.trailing`, `dns.too-long`, `dns.opt`, and what names and records throw.
 */
export function decodeMessage(bytes: Uint8Array): DnsMessage {
  if (bytes.length > LONGEST_MESSAGE) {
    throw new ProtocolError(
      'dns.too-long',
      `a message of ${bytes.length} bytes: ${LONGEST_MESSAGE} is the most`,
    )
  }
  const reader = new ByteReader(bytes, 'dns')
  reader.skip(2)
  const flags = reader.u16()
  const questions = reader.u16()
  const counts = { answer: reader.u16(), authority: reader.u16(), additional: reader.u16() }
  for (let left = questions; left > 0; left -= 1) {
    readName(reader)
    reader.skip(4)
  }
  const answer = readRecords(reader, counts.answer)
  const authority = readRecords(reader, counts.authority)
  const options: EdnsOptions[] = []
  readRecords(reader, counts.additional, options)
  reader.finish()
  if (options.length > 1) throw new ProtocolError('dns.opt', 'more than one OPT record')
  return {
    rcode: ((options[0]?.extendedRcode ?? 0) << 4) | (flags & RCODE),
    truncated: (flags & TRUNCATED) !== 0,
    authenticated: (flags & AUTHENTIC_DATA) !== 0,
    checkingDisabled: (flags & CHECKING_DISABLED) !== 0,
    answer,
    authority,
    edns: options.length === 1,
    extendedErrors: options[0]?.extendedErrors ?? [],
  }
}

interface EdnsOptions {
  readonly extendedRcode: number
  readonly extendedErrors: readonly ExtendedError[]
}

/** Reads one section; OPT records, which say something about the message, go to `options`. */
function readRecords(reader: ByteReader, count: number, options?: EdnsOptions[]): DnsRecord[] {
  const records: DnsRecord[] = []
  for (let left = count; left > 0; left -= 1) {
    const name = readName(reader)
    const number = reader.u16()
    const recordClass = reader.u16()
    const ttl = reader.u32()
    const length = reader.u16()
    const type = recordType(number)
    if (number === TYPE_OPT && options !== undefined) {
      if (name !== '.') throw new ProtocolError('dns.opt', 'an OPT record has a name')
      options.push({ extendedRcode: ttl >>> 24, extendedErrors: readOptions(reader.take(length)) })
    } else if (type !== undefined && recordClass === CLASS_IN) {
      // A time with the highest bit set counts as none at all (RFC 2181 section 8).
      const seconds = ttl > 0x7fffffff ? 0 : ttl
      records.push({ type, name, ttl: seconds, ...readRecordData(type, reader, length) } as DnsRecord)
    } else {
      reader.skip(length)
    }
  }
  return records
}

function readOptions(bytes: Uint8Array): ExtendedError[] {
  const reader = new ByteReader(bytes, 'dns')
  const errors: ExtendedError[] = []
  while (reader.remaining > 0) {
    const code = reader.u16()
    const option = reader.vector16()
    if (code === OPTION_EXTENDED_ERROR) errors.push(readExtendedError(option))
  }
  return errors
}
