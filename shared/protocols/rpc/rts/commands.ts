import { type ByteReader, type ByteWriter, guidText } from '../../bytes/index.ts'
import { ProtocolError } from '../../protocol-error.ts'

/** Where a PDU is to be forwarded to (MS-RPCH section 2.2.3.3). */
export const DESTINATION = { client: 0, inProxy: 1, server: 2, outProxy: 3 } as const

/** The commands of RTS PDUs (MS-RPCH section 2.2.3.5). Cookies and ids are 16 bytes as they stand on the wire. */
export type RtsCommand =
  | { readonly command: 'ReceiveWindowSize'; readonly bytes: number }
  | {
      readonly command: 'FlowControlAck'
      /** Bytes of RPC PDUs since the channel began. */
      readonly bytesReceived: number
      readonly availableWindow: number
      readonly channelCookie: Uint8Array
    }
  | { readonly command: 'ConnectionTimeout'; readonly milliseconds: number }
  | { readonly command: 'Cookie'; readonly cookie: Uint8Array }
  | { readonly command: 'ChannelLifetime'; readonly bytes: number }
  | { readonly command: 'ClientKeepalive'; readonly milliseconds: number }
  | { readonly command: 'Version'; readonly version: number }
  | { readonly command: 'Empty' }
  | { readonly command: 'Padding'; readonly length: number }
  | { readonly command: 'NegativeANCE' }
  | { readonly command: 'ANCE' }
  /** 4 bytes of an IPv4 address, or 16 of an IPv6 address. */
  | { readonly command: 'ClientAddress'; readonly address: Uint8Array }
  | { readonly command: 'AssociationGroupId'; readonly id: Uint8Array }
  | { readonly command: 'Destination'; readonly destination: number }
  | { readonly command: 'PingTrafficSentNotify'; readonly bytes: number }

export type RtsCommandName = RtsCommand['command']

/** In the order of their numbers on the wire. */
const NAMES: readonly RtsCommandName[] = [
  'ReceiveWindowSize',
  'FlowControlAck',
  'ConnectionTimeout',
  'Cookie',
  'ChannelLifetime',
  'ClientKeepalive',
  'Version',
  'Empty',
  'Padding',
  'NegativeANCE',
  'ANCE',
  'ClientAddress',
  'AssociationGroupId',
  'Destination',
  'PingTrafficSentNotify',
]

const LONGEST_PADDING = 0xffff
const IPV4 = 0
const IPV6 = 1
const DESTINATIONS = ['client', 'inbound proxy', 'server', 'outbound proxy']

export function writeCommand(writer: ByteWriter, command: RtsCommand): void {
  const { command: name } = command
  writer.u32(NAMES.indexOf(name), `CommandType: ${name}`)
  switch (command.command) {
    case 'ReceiveWindowSize':
    case 'ChannelLifetime':
    case 'PingTrafficSentNotify':
      writer.u32(command.bytes, `${name}: ${command.bytes} bytes`)
      return
    case 'FlowControlAck':
      writer
        .u32(command.bytesReceived, 'BytesReceived')
        .u32(command.availableWindow, 'AvailableWindow')
        .raw(command.channelCookie, 'ChannelCookie')
      return
    case 'ConnectionTimeout':
    case 'ClientKeepalive':
      writer.u32(command.milliseconds, `${name}: ${command.milliseconds} ms`)
      return
    case 'Cookie':
      writer.raw(command.cookie, name)
      return
    case 'Version':
      writer.u32(command.version, name)
      return
    case 'Padding':
      writer.u32(command.length, 'ConformanceCount').raw(new Uint8Array(command.length), name)
      return
    case 'ClientAddress':
      writer
        .u32(command.address.length === 4 ? IPV4 : IPV6, 'AddressType')
        .raw(command.address, name)
        .raw(new Uint8Array(12), 'Padding')
      return
    case 'AssociationGroupId':
      writer.raw(command.id, name)
      return
    case 'Destination':
      writer.u32(command.destination, describeDestination(command.destination))
      return
  }
}

/** Throws `rpc.rts-command` for a command that MS-RPCH does not know, whose end nobody can tell, and `rpc.truncated`. */
export function readCommand(reader: ByteReader): RtsCommand {
  const type = reader.u32((value) => `CommandType: ${NAMES[value] ?? value}`)
  const command = NAMES[type]
  if (command === undefined)
    throw new ProtocolError('rpc.rts-command', `there is no RTS command with the number ${type}`)
  switch (command) {
    case 'ReceiveWindowSize':
    case 'ChannelLifetime':
    case 'PingTrafficSentNotify':
      return { command, bytes: reader.u32((bytes) => `${command}: ${bytes} bytes`) }
    case 'FlowControlAck':
      return {
        command,
        bytesReceived: reader.u32('BytesReceived'),
        availableWindow: reader.u32('AvailableWindow'),
        channelCookie: readGuid(reader, 'ChannelCookie'),
      }
    case 'ConnectionTimeout':
    case 'ClientKeepalive':
      return { command, milliseconds: reader.u32((ms) => `${command}: ${ms} ms`) }
    case 'Cookie':
      return { command, cookie: readGuid(reader, command) }
    case 'Version':
      return { command, version: reader.u32(command) }
    case 'Padding':
      return { command, length: readPadding(reader) }
    case 'ClientAddress':
      return { command, address: readAddress(reader) }
    case 'AssociationGroupId':
      return { command, id: readGuid(reader, command) }
    case 'Destination':
      return { command, destination: reader.u32(describeDestination) }
    case 'Empty':
    case 'NegativeANCE':
    case 'ANCE':
      return { command }
  }
}

function readGuid(reader: ByteReader, comment: string): Uint8Array {
  return reader.take(16, (bytes) => `${comment}: ${guidText(bytes)}`)
}

function readPadding(reader: ByteReader): number {
  const length = reader.u32('ConformanceCount')
  if (length > LONGEST_PADDING)
    throw new ProtocolError('rpc.rts-command', `a padding of ${length} bytes is longer than any may be`)
  reader.skip(length, 'Padding')
  return length
}

function readAddress(reader: ByteReader): Uint8Array {
  const type = reader.u32('AddressType')
  if (type !== IPV4 && type !== IPV6)
    throw new ProtocolError('rpc.rts-command', `there is no type of address with the number ${type}`)
  const address = reader.take(type === IPV4 ? 4 : 16, 'ClientAddress')
  reader.skip(12, 'Padding')
  return address
}

function describeDestination(destination: number): string {
  return `Destination: ${DESTINATIONS[destination] ?? destination}`
}
