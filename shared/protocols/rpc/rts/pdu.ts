import { ByteReader, ByteWriter, type FieldNotes } from '../../bytes/index.ts'
import { ProtocolError } from '../../protocol-error.ts'
import { HEADER_LENGTH, PDU_TYPE, PFC, readHeader, writeHeader } from '../pdu/header.ts'
import { type RtsCommand, readCommand, writeCommand } from './commands.ts'

/** Flags of an RTS PDU (MS-RPCH section 2.2.3.6.1). */
export const RTS_FLAG = {
  none: 0,
  ping: 0x01,
  otherCommand: 0x02,
  recycleChannel: 0x04,
  inChannel: 0x08,
  outChannel: 0x10,
  eof: 0x20,
  echo: 0x40,
} as const

/** An RTS PDU: what client, proxies and server say to each other about their channels (MS-RPCH section 2.2.3.6). */
export interface RtsPdu {
  readonly flags: number
  readonly commands: readonly RtsCommand[]
}

/** Bytes of an RTS PDU's header. */
const RTS_HEADER_LENGTH = HEADER_LENGTH + 4

export function encodeRts({ flags, commands }: RtsPdu): ByteWriter {
  const measured = new ByteWriter('little')
  for (const command of commands) writeCommand(measured, command)
  const writer = new ByteWriter('little')
  writeHeader(writer, {
    type: PDU_TYPE.rts,
    flags: PFC.firstFragment | PFC.lastFragment,
    fragmentLength: RTS_HEADER_LENGTH + measured.length,
    authLength: 0,
    callId: 0,
  })
  writer.u16(flags, describeFlags(flags)).u16(commands.length, 'NumberOfCommands')
  for (const command of commands) writeCommand(writer, command)
  return writer
}

/**
 * Reads an RTS PDU that is there as a whole. Throws `rpc.rts-command`, `rpc.truncated`, `rpc.trailing`, and
 * what `readHeader` throws.
 */
export function readRts(bytes: Uint8Array, notes?: FieldNotes): RtsPdu & { readonly text: string } {
  const reader = new ByteReader(bytes, 'rpc', 'little', notes)
  const header = readHeader(reader)
  if (header.type !== PDU_TYPE.rts || header.authLength !== 0)
    throw new ProtocolError('rpc.rts-header', 'expected an RTS PDU, which carries no security information')
  const flags = reader.u16(describeFlags)
  const count = reader.u16('NumberOfCommands')
  const commands: RtsCommand[] = []
  while (commands.length < count) commands.push(readCommand(reader))
  reader.finish()
  return { flags, commands, text: reader.annotated() }
}

function describeFlags(flags: number): string {
  const names = Object.entries(RTS_FLAG).filter(([, bit]) => (flags & bit) !== 0)
  return `Flags: ${names.length === 0 ? 'none' : names.map(([name]) => name).join(', ')}`
}
