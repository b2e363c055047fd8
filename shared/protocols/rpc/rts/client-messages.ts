import { DESTINATION, type RtsCommand } from './commands.ts'
import { RTS_FLAG, type RtsPdu } from './pdu.ts'

/** What a client sends about its channels (MS-RPCH section 2.2.4). Cookies are 16 random bytes. */

const VERSION: RtsCommand = { command: 'Version', version: 1 }

interface Recycled {
  readonly connection: Uint8Array
  readonly predecessor: Uint8Array
  readonly successor: Uint8Array
}

/** The first PDU of the OUT channel, 76 bytes. */
export function connA1(from: {
  readonly connection: Uint8Array
  readonly channel: Uint8Array
  readonly receiveWindow: number
}): RtsPdu {
  return {
    flags: RTS_FLAG.none,
    commands: [
      VERSION,
      cookie(from.connection),
      cookie(from.channel),
      { command: 'ReceiveWindowSize', bytes: from.receiveWindow },
    ],
  }
}

/** The first PDU of the IN channel, 104 bytes. */
export function connB1(from: {
  readonly connection: Uint8Array
  readonly channel: Uint8Array
  readonly channelLifetime: number
  readonly keepalive: number
  readonly associationGroup: Uint8Array
}): RtsPdu {
  return {
    flags: RTS_FLAG.none,
    commands: [
      VERSION,
      cookie(from.connection),
      cookie(from.channel),
      { command: 'ChannelLifetime', bytes: from.channelLifetime },
      { command: 'ClientKeepalive', milliseconds: from.keepalive },
      { command: 'AssociationGroupId', id: from.associationGroup },
    ],
  }
}

/** The first PDU of an IN channel that takes another's place, 88 bytes: IN_R1/A1 and IN_R2/A1. */
export function inA1(from: Recycled): RtsPdu {
  return { flags: RTS_FLAG.recycleChannel, commands: [VERSION, ...cookies(from)] }
}

/** The last PDU of an IN channel whose place another takes, 40 bytes: IN_R1/A5 and IN_R2/A5. */
export function inA5(successor: Uint8Array): RtsPdu {
  return { flags: RTS_FLAG.none, commands: [cookie(successor)] }
}

/** The first PDU of an OUT channel that takes another's place, 96 bytes: OUT_R1/A3 and OUT_R2/A3. */
export function outA3(from: Recycled & { readonly receiveWindow: number }): RtsPdu {
  return {
    flags: RTS_FLAG.recycleChannel,
    commands: [VERSION, ...cookies(from), { command: 'ReceiveWindowSize', bytes: from.receiveWindow }],
  }
}

/** Tells the server, through the IN channel, that another proxy's OUT channel may go on, 48 bytes. */
export function outR1A7(successor: Uint8Array): RtsPdu {
  return {
    flags: RTS_FLAG.outChannel,
    commands: [{ command: 'Destination', destination: DESTINATION.server }, cookie(successor)],
  }
}

/** As {@link outR1A7}, where the proxy is the same as before, 56 bytes. */
export function outR2A7(successor: Uint8Array): RtsPdu {
  return {
    flags: RTS_FLAG.outChannel,
    commands: [{ command: 'Destination', destination: DESTINATION.server }, cookie(successor), VERSION],
  }
}

/** Ends the change to another proxy's OUT channel, on the new one, 24 bytes. */
export const outR1A11: RtsPdu = { flags: RTS_FLAG.none, commands: [{ command: 'ANCE' }] }

/** Ends the body of an OUT channel that takes another's place at the same proxy, 24 bytes. */
export const outR2C1: RtsPdu = { flags: RTS_FLAG.ping, commands: [{ command: 'Empty' }] }

/** 20 bytes that keep a channel from looking idle. */
export const pingPdu: RtsPdu = { flags: RTS_FLAG.ping, commands: [] }

/** Asks for another interval of the proxy's pings, in milliseconds; 28 bytes. */
export function keepAlive(milliseconds: number): RtsPdu {
  return { flags: RTS_FLAG.otherCommand, commands: [{ command: 'ClientKeepalive', milliseconds }] }
}

/** Tells the outbound proxy, through the IN channel, how much more it may send, 56 bytes. */
export function flowControlAck(from: {
  readonly bytesReceived: number
  readonly availableWindow: number
  readonly channel: Uint8Array
}): RtsPdu {
  return {
    flags: RTS_FLAG.otherCommand,
    commands: [
      { command: 'Destination', destination: DESTINATION.outProxy },
      {
        command: 'FlowControlAck',
        bytesReceived: from.bytesReceived,
        availableWindow: from.availableWindow,
        channelCookie: from.channel,
      },
    ],
  }
}

function cookies({ connection, predecessor, successor }: Recycled): RtsCommand[] {
  return [cookie(connection), cookie(predecessor), cookie(successor)]
}

function cookie(bytes: Uint8Array): RtsCommand {
  return { command: 'Cookie', cookie: bytes }
}
