import ipaddr from 'ipaddr.js'
import type { ByteReader } from '../bytes/index.ts'
import { ProtocolError } from '../protocol-error.ts'
import { presentBytes, readName } from './name.ts'

/** The types that can be asked for, with their numbers on the wire (IANA's registry of RR types). */
export const RECORD_TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  CAA: 257,
} as const

export type RecordType = keyof typeof RECORD_TYPES

/** What a record of each type says. Names are as {@link readName} gives them. */
export interface RecordData {
  A: { readonly address: string }
  /** The address by RFC 5952. */
  AAAA: { readonly address: string }
  CNAME: { readonly target: string }
  NS: { readonly host: string }
  /** `exchange` is `.` where the domain takes no mail (RFC 7505). */
  MX: { readonly preference: number; readonly exchange: string }
  /** `target` is `.` where the service is not to be had (RFC 2782). */
  SRV: {
    readonly priority: number
    readonly weight: number
    readonly port: number
    readonly target: string
  }
  /** Each string with backslashes doubled and bytes outside printable ASCII as `\DDD`. */
  TXT: { readonly strings: readonly string[] }
  /** Times in seconds; `minimum` is how long a negative answer may be kept (RFC 2308). */
  SOA: {
    readonly primary: string
    readonly mailbox: string
    readonly serial: number
    readonly refresh: number
    readonly retry: number
    readonly expire: number
    readonly minimum: number
  }
  /** RFC 8659. The tag in lower case, the value escaped as the strings of TXT are. */
  CAA: { readonly critical: boolean; readonly tag: string; readonly value: string }
}

/** A record of one type, for instance `RecordOf<'SRV'>`; `ttl` in seconds. */
export type RecordOf<T extends RecordType> = {
  [Type in T]: { readonly type: Type; readonly name: string; readonly ttl: number } & RecordData[Type]
}[T]

export type DnsRecord = RecordOf<RecordType>

type Decoders = { readonly [Type in RecordType]: (reader: ByteReader, end: number) => RecordData[Type] }

const DECODERS: Decoders = {
  A: (reader) => ({ address: addressFrom(reader.take(4)) }),
  AAAA: (reader) => ({ address: addressFrom(reader.take(16)) }),
  CNAME: (reader) => ({ target: readName(reader) }),
  NS: (reader) => ({ host: readName(reader) }),
  MX: (reader) => ({ preference: reader.u16(), exchange: readName(reader) }),
  SRV: (reader) => ({
    priority: reader.u16(),
    weight: reader.u16(),
    port: reader.u16(),
    target: readName(reader),
  }),
  TXT: (reader, end) => ({ strings: readStrings(reader, end) }),
  SOA: (reader) => ({
    primary: readName(reader),
    mailbox: readName(reader),
    serial: reader.u32(),
    refresh: reader.u32(),
    retry: reader.u32(),
    expire: reader.u32(),
    minimum: reader.u32(),
  }),
  CAA: (reader, end) => ({
    critical: (reader.u8() & 0x80) !== 0,
    tag: presentBytes(reader.take(reader.u8())).toLowerCase(),
    value: presentBytes(reader.take(Math.max(0, end - reader.position))),
  }),
}

const TYPE_NAMES = new Map(Object.entries(RECORD_TYPES).map(([name, number]) => [number, name as RecordType]))

/** The type that a number stands for, if it is one of ours. */
export function recordType(number: number): RecordType | undefined {
  return TYPE_NAMES.get(number as (typeof RECORD_TYPES)[RecordType])
}

/**
 * Reads the data of one record, which must fill the `length` bytes that the record announces.
 * Throws `dns.rdata` when it does not, and what {@link readName} and the reader throw.
 */
export function readRecordData<T extends RecordType>(
  type: T,
  reader: ByteReader,
  length: number,
): RecordData[T] {
  const end = reader.position + length
  const data = DECODERS[type](reader, end)
  if (reader.position !== end) {
    throw new ProtocolError('dns.rdata', `${type} data does not fill the ${length} bytes announced for it`)
  }
  return data
}

function addressFrom(bytes: Uint8Array): string {
  return ipaddr.fromByteArray(Array.from(bytes)).toString()
}

function readStrings(reader: ByteReader, end: number): string[] {
  const strings: string[] = []
  do strings.push(presentBytes(reader.take(reader.u8())))
  while (reader.position < end)
  return strings
}
