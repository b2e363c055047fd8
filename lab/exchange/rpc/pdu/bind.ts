import { OctetReader } from '../../wire/octet-reader.ts'
import { OctetWriter } from '../../wire/octet-writer.ts'

/** What a bind or an alter_context asks for (C706 section 12.6.4.3). Syntaxes are 20 octets: a GUID and a version. */
export interface Bind {
  readonly maxTransmit: number
  readonly maxReceive: number
  readonly group: number
  readonly contexts: readonly PresentationContext[]
}

export interface PresentationContext {
  readonly id: number
  readonly abstractSyntax: Buffer
  readonly transferSyntaxes: readonly Buffer[]
}

/** What becomes of a presentation context. */
export interface ContextResult {
  readonly result: number
  readonly reason: number
  readonly transferSyntax: Buffer
}

export const SYNTAX_LENGTH = 20

/** NDR 2.0, `8a885d04-1ceb-11c9-9fe8-08002b104860`. */
const NDR = Buffer.from('045d888aeb1cc9119fe808002b10486002000000', 'hex')

/** What the syntax of bind time features begins with; 8 octets of bits follow (MS-RPCE section 2.2.2.14). */
const FEATURES = Buffer.from('2c1cb76c12984045', 'hex')

/** Of the features offered: security contexts side by side, and connections that survive an orphaned call. */
const KNOWN_FEATURES = 0x03

const NO_SYNTAX = Buffer.alloc(SYNTAX_LENGTH)

/** C706 section 12.6.3.1, MS-RPCE section 2.2.2.4. */
export const REJECTION = { ABSTRACT_SYNTAX: 1, TRANSFER_SYNTAX: 2 } as const

export function readBind(body: Buffer): Bind {
  const from = new OctetReader(body)
  const [maxTransmit, maxReceive, group, count] = [from.u16(), from.u16(), from.u32(), from.u8()]
  from.octets(3)
  const contexts: PresentationContext[] = []
  for (let i = 0; i < count; i++) {
    const [id, transfers] = [from.u16(), from.u8()]
    from.u8()
    const abstractSyntax = from.octets(SYNTAX_LENGTH)
    const transferSyntaxes = Array.from({ length: transfers }, () => from.octets(SYNTAX_LENGTH))
    contexts.push({ id, abstractSyntax, transferSyntaxes })
  }
  return { maxTransmit, maxReceive, group, contexts }
}

/** Judges a presentation context of a server that has the interface, or has it not. */
export function judge({ transferSyntaxes }: PresentationContext, hasInterface: boolean): ContextResult {
  const features = transferSyntaxes.find((one) => one.subarray(0, FEATURES.length).equals(FEATURES))
  if (features !== undefined) {
    // negotiate_ack; the features that both have stand in place of a reason (MS-RPCE section 3.3.1.5.3).
    const both = features.readUInt16LE(FEATURES.length) & KNOWN_FEATURES
    return { result: 3, reason: both, transferSyntax: NO_SYNTAX }
  }
  if (!hasInterface) return rejected(REJECTION.ABSTRACT_SYNTAX)
  const ndr = transferSyntaxes.find((one) => one.equals(NDR))
  return ndr === undefined
    ? rejected(REJECTION.TRANSFER_SYNTAX)
    : { result: 0, reason: 0, transferSyntax: ndr }
}

/** provider_rejection. */
function rejected(reason: number): ContextResult {
  return { result: 2, reason, transferSyntax: NO_SYNTAX }
}

/** The body of a bind_ack or an alter_context_resp (C706 section 12.6.4.4); no endpoint in the latter. */
export function writeBindAck(
  {
    maxTransmit,
    maxReceive,
    group,
  }: { readonly maxTransmit: number; readonly maxReceive: number; readonly group: number },
  endpoint: string | undefined,
  results: readonly ContextResult[],
): Buffer {
  const to = new OctetWriter().u16(maxTransmit).u16(maxReceive).u32(group)
  const address = endpoint === undefined ? Buffer.alloc(0) : Buffer.from(`${endpoint}\0`, 'latin1')
  // The header before it is 16 octets long: alignment is the same with and without it.
  to.u16(address.length).octets(address).align(4).u8(results.length).zeros(3)
  for (const { result, reason, transferSyntax } of results) {
    to.u16(result).u16(reason).octets(transferSyntax)
  }
  return to.toBuffer()
}

/** The body of a bind_nak (C706 section 12.6.4.5, MS-RPCE section 2.2.2.5), with the version that is spoken: 5.0. */
export function writeBindNak(reason: number): Buffer {
  return new OctetWriter()
    .u16(reason)
    .octets(Buffer.of(1, 5, 0))
    .zeros(3)
    .toBuffer()
}
