/**
 * DNS messages in wire format (RFC 1035 section 4), the lab's own: what the core decodes with a library is
 * encoded here by hand, so that a mistake of the library's does not meet its mirror.
 */

/** Record types by name (the registry "Resource Record (RR) TYPEs"). */
export const TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  OPT: 41,
  ANY: 255,
  CAA: 257,
} as const

/** Response codes (RFC 1035 section 4.1.1). */
export const RCODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const

/** The bits of the header's second field (RFC 1035 section 4.1.1, RFC 4035 section 3.2). */
export const FLAG = { QR: 0x8000, TC: 0x0200, RD: 0x0100, RA: 0x0080, AD: 0x0020, CD: 0x0010 } as const

const DOT = 0x2e

/** What a record says. Names are absolute, without the last dot. */
export type RecordData =
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
  | { readonly type: 'CNAME'; readonly target: string }
  | { readonly type: 'NS'; readonly target: string }
  | { readonly type: 'MX'; readonly preference: number; readonly target: string }
  | {
      readonly type: 'SRV'
      readonly priority: number
      readonly weight: number
      readonly port: number
      readonly target: string
    }
  | { readonly type: 'TXT'; readonly text: string }
  | { readonly type: 'CAA'; readonly tag: string; readonly value: string }
  | { readonly type: 'SOA'; readonly primary: string; readonly mailbox: string; readonly minimum: number }

export interface ResourceRecord {
  readonly name: string
  readonly ttl: number
  readonly data: RecordData
}

/** What a client asked. */
export interface Query {
  readonly id: number
  /** As it was spelt: a resolver echoes the case. */
  readonly name: string
  readonly type: number
  readonly class: number
  readonly opcode: number
  readonly recursionDesired: boolean
  readonly checkingDisabled: boolean
  /** The client set AD or DO: it wants to know whether the answer was validated (RFC 6840 section 5.7). */
  readonly wantsAuthenticity: boolean
  /** The client sent an OPT record (RFC 6891): without it, it gets none. */
  readonly edns: boolean
}

/** RFC 8914: a number of the registry, and words for people. */
export interface ExtendedError {
  readonly code: number
  readonly text: string
}

export interface Reply {
  readonly rcode: number
  readonly answers?: readonly ResourceRecord[]
  readonly authorities?: readonly ResourceRecord[]
  readonly authentic?: boolean
  readonly truncated?: boolean
  readonly extendedError?: ExtendedError
}

/** Reads a query with one question. `undefined` when the bytes are none. */
export function readQuery(bytes: Uint8Array): Query | undefined {
  if (bytes.length < 17) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const flags = view.getUint16(2)
  if ((flags & FLAG.QR) !== 0 || view.getUint16(4) !== 1) return undefined

  const labels: string[] = []
  let at = 12
  for (;;) {
    const length = view.getUint8(at++)
    if (length === 0) break
    if (length > 63 || at + length + 5 > bytes.length) return undefined
    const label = bytes.subarray(at, at + length)
    // No name of the lab has anything but visible ASCII in it, and a dot within a label would be misread.
    if (label.some((byte) => byte <= 0x20 || byte >= 0x7f || byte === DOT)) return undefined
    labels.push(String.fromCharCode(...label))
    at += length
  }
  const fixed = at + 4
  if (fixed > bytes.length) return undefined

  // The OPT record's owner is the root, so that it starts with a zero (RFC 6891 section 6.1.2).
  const edns = view.getUint16(10) > 0 && bytes.length >= fixed + 11 && view.getUint16(fixed + 1) === TYPES.OPT
  const dnssecOk = edns && (view.getUint16(fixed + 7) & 0x8000) !== 0
  return {
    id: view.getUint16(0),
    name: labels.join('.'),
    type: view.getUint16(at),
    class: view.getUint16(at + 2),
    opcode: (flags >> 11) & 15,
    recursionDesired: (flags & FLAG.RD) !== 0,
    checkingDisabled: (flags & FLAG.CD) !== 0,
    wantsAuthenticity: dnssecOk || (flags & FLAG.AD) !== 0,
    edns,
  }
}
