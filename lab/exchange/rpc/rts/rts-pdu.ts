import { BadMessage, OctetReader } from '../../wire/octet-reader.ts'
import { OctetWriter } from '../../wire/octet-writer.ts'
import { PDU_TYPE, type PduHeader, readHeader, writeHeader } from '../pdu/header.ts'
import { type RtsCommand, readCommand, writeCommand } from './command.ts'

/** A PDU by which channels are set up, kept and replaced (MS-RPCH section 2.2.3.6). */
export interface RtsPdu {
  readonly flags: number
  readonly commands: readonly RtsCommand[]
}

/** MS-RPCH section 2.2.3.6.1. */
export const RTS_FLAG = {
  NONE: 0,
  PING: 0x01,
  OTHER_COMMAND: 0x02,
  RECYCLE_CHANNEL: 0x04,
  IN_CHANNEL: 0x08,
  OUT_CHANNEL: 0x10,
  EOF: 0x20,
  ECHO: 0x40,
} as const

/** Reads a whole PDU. Throws a `BadMessage` when it is none, or has more or less in it than it says. */
export function readRtsPdu(pdu: Buffer): RtsPdu {
  const from = new OctetReader(pdu)
  const header: PduHeader = readHeader(from)
  if (header.type !== PDU_TYPE.RTS) throw new BadMessage(`PDU type ${header.type} in place of RTS`)
  const flags = from.u16()
  const count = from.u16()
  const commands: RtsCommand[] = []
  for (let i = 0; i < count; i++) commands.push(readCommand(from))
  if (from.left > 0) throw new BadMessage('octets after the last RTS command')
  return { flags, commands }
}

export function writeRtsPdu(flags: number, ...commands: readonly RtsCommand[]): Buffer {
  const body = new OctetWriter().u16(flags).u16(commands.length)
  for (const command of commands) writeCommand(body, command)
  return writeHeader({ type: PDU_TYPE.RTS, flags: 0x03, callId: 0 }, body.toBuffer())
}

/** The command of the type; a `BadMessage` when the PDU has none. */
export function commandOf<T extends RtsCommand['type']>(
  { commands }: RtsPdu,
  type: T,
  nth = 0,
): Extract<RtsCommand, { type: T }> {
  const found = commands.filter(
    (command): command is Extract<RtsCommand, { type: T }> => command.type === type,
  )[nth]
  if (found === undefined) throw new BadMessage(`an RTS PDU without ${type}`)
  return found
}

/** Are these the types of its commands, in this order? */
export function consistsOf({ commands }: RtsPdu, ...types: readonly RtsCommand['type'][]): boolean {
  return commands.map(({ type }) => type).join() === types.join()
}
