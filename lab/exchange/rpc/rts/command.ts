import { BadMessage, type OctetReader } from '../../wire/octet-reader.ts'
import type { OctetWriter } from '../../wire/octet-writer.ts'

/** A command of an RTS PDU (MS-RPCH section 2.2.3.5). Cookies are 16 octets; windows, lifetimes and counts are octets. */
export type RtsCommand =
  | { readonly type: 'receive-window-size'; readonly octets: number }
  | ({ readonly type: 'flow-control-ack' } & FlowControlAck)
  | { readonly type: 'connection-timeout'; readonly milliseconds: number }
  | { readonly type: 'cookie'; readonly cookie: Buffer }
  | { readonly type: 'channel-lifetime'; readonly octets: number }
  | { readonly type: 'client-keepalive'; readonly milliseconds: number }
  | { readonly type: 'version'; readonly version: number }
  | { readonly type: 'empty' }
  | { readonly type: 'padding'; readonly octets: number }
  | { readonly type: 'negative-ance' }
  | { readonly type: 'ance' }
  | { readonly type: 'client-address'; readonly address: Buffer }
  | { readonly type: 'association-group-id'; readonly id: Buffer }
  | { readonly type: 'destination'; readonly destination: number }
  | { readonly type: 'ping-traffic-sent-notify'; readonly octets: number }

export interface FlowControlAck {
  /** What has come over the channel so far, RTS PDUs not counted. */
  readonly received: number
  readonly window: number
  readonly channel: Buffer
}

/** Where a PDU goes that is passed on (MS-RPCH section 2.2.3.3). */
export const DESTINATION = { CLIENT: 0, IN_PROXY: 1, SERVER: 2, OUT_PROXY: 3 } as const

const COOKIE_LENGTH = 16

/** In the order of their numbers. */
const TYPES: readonly RtsCommand['type'][] = [
  'receive-window-size',
  'flow-control-ack',
  'connection-timeout',
  'cookie',
  'channel-lifetime',
  'client-keepalive',
  'version',
  'empty',
  'padding',
  'negative-ance',
  'ance',
  'client-address',
  'association-group-id',
  'destination',
  'ping-traffic-sent-notify',
]

/** Throws a `BadMessage` for a command that nobody knows: how long it is cannot be known either. */
export function readCommand(from: OctetReader): RtsCommand {
  const number = from.u32()
  const type = TYPES[number]
  if (type === undefined) throw new BadMessage(`RTS command ${number}`)
  switch (type) {
    case 'receive-window-size':
    case 'channel-lifetime':
    case 'ping-traffic-sent-notify':
      return { type, octets: from.u32() }
    case 'flow-control-ack':
      return { type, received: from.u32(), window: from.u32(), channel: from.octets(COOKIE_LENGTH) }
    case 'connection-timeout':
    case 'client-keepalive':
      return { type, milliseconds: from.u32() }
    case 'cookie':
      return { type, cookie: from.octets(COOKIE_LENGTH) }
    case 'version':
      return { type, version: from.u32() }
    case 'empty':
    case 'negative-ance':
    case 'ance':
      return { type }
    case 'padding': {
      const octets = from.u32()
      from.octets(octets)
      return { type, octets }
    }
    case 'client-address': {
      const address = from.octets(from.u32() === 0 ? 4 : 16)
      from.octets(12)
      return { type, address }
    }
    case 'association-group-id':
      return { type, id: from.octets(COOKIE_LENGTH) }
    case 'destination':
      return { type, destination: from.u32() }
  }
}

export function writeCommand(to: OctetWriter, command: RtsCommand): void {
  to.u32(TYPES.indexOf(command.type))
  switch (command.type) {
    case 'receive-window-size':
    case 'channel-lifetime':
    case 'ping-traffic-sent-notify':
      to.u32(command.octets)
      return
    case 'flow-control-ack':
      to.u32(command.received).u32(command.window).octets(command.channel)
      return
    case 'connection-timeout':
    case 'client-keepalive':
      to.u32(command.milliseconds)
      return
    case 'cookie':
      to.octets(command.cookie)
      return
    case 'version':
      to.u32(command.version)
      return
    case 'empty':
    case 'negative-ance':
    case 'ance':
      return
    case 'padding':
      to.u32(command.octets).zeros(command.octets)
      return
    case 'client-address':
      to.u32(command.address.length === 4 ? 0 : 1)
        .octets(command.address)
        .zeros(12)
      return
    case 'association-group-id':
      to.octets(command.id)
      return
    case 'destination':
      to.u32(command.destination)
      return
  }
}
