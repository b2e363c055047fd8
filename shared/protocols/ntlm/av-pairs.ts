import { ByteReader, type ByteWriter } from '../bytes/index.ts'
import { ProtocolError } from '../protocol-error.ts'
import { fromUtf16, utf16 } from './text.ts'

/** AvId (MS-NLMP section 2.2.2.1). */
export const AV_ID = {
  eol: 0,
  nbComputerName: 1,
  nbDomainName: 2,
  dnsComputerName: 3,
  dnsDomainName: 4,
  dnsTreeName: 5,
  flags: 6,
  timestamp: 7,
  singleHost: 8,
  targetName: 9,
  channelBindings: 10,
} as const

/** MsvAvFlags: the AUTHENTICATE message carries a MIC. */
export const AV_FLAG_MIC_PRESENT = 0x2

const NAMES: ReadonlyMap<number, string> = new Map([
  [AV_ID.eol, 'MsvAvEOL'],
  [AV_ID.nbComputerName, 'MsvAvNbComputerName'],
  [AV_ID.nbDomainName, 'MsvAvNbDomainName'],
  [AV_ID.dnsComputerName, 'MsvAvDnsComputerName'],
  [AV_ID.dnsDomainName, 'MsvAvDnsDomainName'],
  [AV_ID.dnsTreeName, 'MsvAvDnsTreeName'],
  [AV_ID.flags, 'MsvAvFlags'],
  [AV_ID.timestamp, 'MsvAvTimestamp'],
  [AV_ID.singleHost, 'MsvAvSingleHost'],
  [AV_ID.targetName, 'MsvAvTargetName'],
  [AV_ID.channelBindings, 'MsvAvChannelBindings'],
])

/** One pair as it is on the wire: unknown ones are kept, for the client gives back what the server said. */
export interface AvPair {
  readonly id: number
  readonly value: Uint8Array
}

/** What a server tells of itself in its challenge (`TargetInfo`). */
export interface TargetInfo {
  /** All pairs but the terminator, in order. */
  readonly pairs: readonly AvPair[]
  readonly nbComputerName?: string
  readonly nbDomainName?: string
  readonly dnsComputerName?: string
  readonly dnsDomainName?: string
  /** The forest. */
  readonly dnsTreeName?: string
  readonly flags?: number
  /** The server's clock, a FILETIME: see `fromFileTime`. */
  readonly timestamp?: bigint
}

/** How many pairs are read: a server sends six or seven. */
const MOST_PAIRS = 64

/**
 * Reads a list of AV pairs up to its terminator; what follows that is padding and passed over. Of a pair that
 * is there twice the first counts, as in Windows.
 *
 * Throws `ntlm.truncated` for a list that ends without its terminator, `ntlm.too-many-pairs`, `ntlm.odd-length`
 * for a name, `ntlm.pair-length` for a number of the wrong size.
 */
export function readTargetInfo(bytes: Uint8Array): TargetInfo {
  const pairs = readPairs(new ByteReader(bytes, 'ntlm', 'little'))
  const valueWith = (id: number) => pairs.find((pair) => pair.id === id)?.value
  const name = (id: number) => {
    const value = valueWith(id)
    return value && fromUtf16(value, avName(id))
  }
  const number = (id: number, length: number) => {
    const value = valueWith(id)
    if (value !== undefined && value.length !== length)
      throw new ProtocolError(
        'ntlm.pair-length',
        `${avName(id)} has ${value.length} bytes instead of ${length}`,
      )
    return value && new ByteReader(value, 'ntlm', 'little')
  }
  return {
    pairs,
    nbComputerName: name(AV_ID.nbComputerName),
    nbDomainName: name(AV_ID.nbDomainName),
    dnsComputerName: name(AV_ID.dnsComputerName),
    dnsDomainName: name(AV_ID.dnsDomainName),
    dnsTreeName: name(AV_ID.dnsTreeName),
    flags: number(AV_ID.flags, 4)?.u32(),
    timestamp: number(AV_ID.timestamp, 8)?.u64(),
  }
}

/** The pairs and the terminator behind them. */
export function writePairs(writer: ByteWriter, pairs: readonly AvPair[]): void {
  for (const { id, value } of pairs) {
    writer
      .u16(id, `AvId: ${avName(id)}`)
      .u16(value.length, 'AvLen')
      .raw(value, shownPair(id, value))
  }
  writer.u16(AV_ID.eol, 'AvId: MsvAvEOL').u16(0, 'AvLen')
}

/** What the client adds to the server's pairs. */
export interface ClientPairs {
  readonly micPresent: boolean
  /** 16 bytes, see `channelBindings`; without it zeros are sent, which say "none". */
  readonly channelBindings?: Uint8Array
  /** The service's name, such as `HTTP/mail.example.com`. */
  readonly targetName: string
}

/**
 * The pairs of the client's response (MS-NLMP section 3.1.5.1.2): the server's, without those that are the
 * client's to say, then flags, channel bindings and target name.
 */
export function clientPairs(server: TargetInfo | undefined, client: ClientPairs): AvPair[] {
  const own: readonly number[] = [AV_ID.flags, AV_ID.channelBindings, AV_ID.targetName]
  const kept = (server?.pairs ?? []).filter(({ id }) => !own.includes(id))
  const flags = (server?.flags ?? 0) | (client.micPresent ? AV_FLAG_MIC_PRESENT : 0)
  return [
    ...kept,
    ...(flags === 0
      ? []
      : [{ id: AV_ID.flags, value: Uint8Array.of(flags, flags >>> 8, flags >>> 16, flags >>> 24) }]),
    { id: AV_ID.channelBindings, value: client.channelBindings ?? new Uint8Array(16) },
    { id: AV_ID.targetName, value: utf16(client.targetName) },
  ]
}

function readPairs(reader: ByteReader): AvPair[] {
  const pairs: AvPair[] = []
  for (;;) {
    const id = reader.u16()
    const value = reader.take(reader.u16())
    if (id === AV_ID.eol) return pairs
    if (pairs.length === MOST_PAIRS)
      throw new ProtocolError('ntlm.too-many-pairs', `more than ${MOST_PAIRS} AV pairs`)
    pairs.push({ id, value })
  }
}

/** As MS-NLMP names it. */
export function avName(id: number): string {
  return NAMES.get(id) ?? `AvId ${id}`
}

/** A pair's value for people: names as text, everything else by its own name. */
export function shownPair(id: number, value: Uint8Array): string {
  const isText = (id >= AV_ID.nbComputerName && id <= AV_ID.dnsTreeName) || id === AV_ID.targetName
  return isText && value.length % 2 === 0 ? JSON.stringify(fromUtf16(value, avName(id))) : avName(id)
}
