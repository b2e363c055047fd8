import type { ByteStream } from '../../../shared/platform/index.ts'
import { ByteWriter, concatBytes } from '../../../shared/protocols/bytes/index.ts'

interface Segment {
  readonly channel: number
  readonly fromClient: boolean
  readonly bytes: Uint8Array
}

/** Of the endpoint mapper, behind which tshark looks for RPC. */
const SERVER_PORT = 135
const CLIENT_PORT = 50_000
const HEAD_END = '\r\n\r\n'
const LONGEST_SEGMENT = 1400
const [SYN, SYN_ACK, ACK, PUSH_ACK] = [0x02, 0x12, 0x10, 0x18]
/** LINKTYPE_RAW: packets start with the IP header. */
const RAW_IP = 101

/**
 * Writes down what goes over the channels of RPC over HTTP, and makes a capture file of it: tshark follows RPC in one
 * connection, so the heads of HTTP are left out, and the channels put together into one TCP connection that is made up.
 */
export class Capture {
  readonly #segments: Segment[] = []
  #channels = 0

  /** The same stream, written down. */
  record(stream: ByteStream): ByteStream {
    const channel = this.#channels
    this.#channels += 1
    const note = (fromClient: boolean, bytes: Uint8Array) =>
      this.#segments.push({ channel, fromClient, bytes: bytes.slice() })
    return {
      remote: stream.remote,
      async read(atMost) {
        const bytes = await stream.read(atMost)
        if (bytes !== null) note(false, bytes)
        return bytes
      },
      write(bytes) {
        note(true, bytes)
        return stream.write(bytes)
      },
      end: () => stream.end(),
      close: () => stream.close(),
    }
  }

  /** As libpcap writes it. */
  file(): Uint8Array {
    const packets = [packet({ ...client(0, 0), flags: SYN }), packet({ ...server(0, 1), flags: SYN_ACK })]
    packets.push(packet({ ...client(1, 1), flags: ACK }))
    let [fromClient, fromServer] = [1, 1]
    for (const { fromClient: isClient, bytes } of this.#withoutHeads()) {
      for (let at = 0; at < bytes.length; at += LONGEST_SEGMENT) {
        const piece = bytes.subarray(at, at + LONGEST_SEGMENT)
        const ends = isClient ? client(fromClient, fromServer) : server(fromServer, fromClient)
        packets.push(packet({ ...ends, flags: PUSH_ACK, bytes: piece }))
        if (isClient) fromClient += piece.length
        else fromServer += piece.length
      }
    }
    const header = new ByteWriter('little')
      .u32(0xa1b2c3d4, 'magic')
      .u32(0x00040002, 'version 2.4')
      .u64(0n, 'time zone, accuracy')
      .u32(65_535, 'snaplen')
      .u32(RAW_IP, 'linktype')
    return concatBytes(header.bytes(), ...packets.map(record))
  }

  *#withoutHeads(): Generator<Segment> {
    const heads = new Map<string, string>()
    for (const segment of this.#segments) {
      const key = `${segment.channel} ${segment.fromClient}`
      const head = heads.get(key) ?? ''
      if (head.includes(HEAD_END)) {
        yield segment
        continue
      }
      const all = head + String.fromCharCode(...segment.bytes)
      heads.set(key, all)
      const end = all.indexOf(HEAD_END)
      const left = end === -1 ? 0 : all.length - end - HEAD_END.length
      if (left > 0) yield { ...segment, bytes: segment.bytes.subarray(-left) }
    }
  }
}

interface Ends {
  readonly fromClient: boolean
  readonly sequence: number
  readonly acknowledged: number
}

const client = (sequence: number, acknowledged: number): Ends => ({
  fromClient: true,
  sequence,
  acknowledged,
})
const server = (sequence: number, acknowledged: number): Ends => ({
  fromClient: false,
  sequence,
  acknowledged,
})

/** A packet with the time at which it was seen: a second for each. */
function record(bytes: Uint8Array, index: number): Uint8Array {
  const head = new ByteWriter('little')
    .u32(1_700_000_000 + index, 'seconds')
    .u32(0, 'microseconds')
    .u32(bytes.length, 'captured')
    .u32(bytes.length, 'length')
  return concatBytes(head.bytes(), bytes)
}

function packet(of: Ends & { readonly flags: number; readonly bytes?: Uint8Array }): Uint8Array {
  const { bytes = new Uint8Array() } = of
  const ends = [
    { address: Uint8Array.of(192, 0, 2, 1), port: CLIENT_PORT },
    { address: Uint8Array.of(192, 0, 2, 2), port: SERVER_PORT },
  ] as const
  const [from, to] = of.fromClient ? ends : [ends[1], ends[0]]
  return new ByteWriter()
    .u16(0x4500, 'version, header length, type of service')
    .u16(40 + bytes.length, 'total length')
    .u32(0, 'identification, fragment')
    .u16(0x4006, 'time to live, TCP')
    .u16(0, 'checksum: not looked at')
    .raw(from.address, 'source')
    .raw(to.address, 'destination')
    .u16(from.port, 'source port')
    .u16(to.port, 'destination port')
    .u32(of.sequence, 'sequence')
    .u32(of.acknowledged, 'acknowledged')
    .u16(0x5000 | of.flags, 'header length, flags')
    .u16(0xffff, 'window')
    .u32(0, 'checksum: not looked at, urgent pointer')
    .raw(bytes, 'data')
    .bytes()
}
