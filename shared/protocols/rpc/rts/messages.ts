import type { RtsCommand, RtsCommandName } from './commands.ts'
import { RTS_FLAG, type RtsPdu } from './pdu.ts'

type Form = readonly [name: string, flags: number, commands: readonly RtsCommandName[]]

const { none, ping, otherCommand, recycleChannel, inChannel, outChannel, eof, echo } = RTS_FLAG
const PREDECESSOR_AND_SUCCESSOR = ['Version', 'Cookie', 'Cookie', 'Cookie'] as const

/**
 * Every RTS PDU by name (MS-RPCH section 2.2.4): its flags, and its commands in their order. Some look alike and differ by
 * who sends them where: of those the ones that a client sends or gets stand before the others.
 */
export const RTS_FORMS: readonly Form[] = [
  ['CONN/A1', none, ['Version', 'Cookie', 'Cookie', 'ReceiveWindowSize']],
  ['CONN/A2', outChannel, ['Version', 'Cookie', 'Cookie', 'ChannelLifetime', 'ReceiveWindowSize']],
  ['CONN/A3', none, ['ConnectionTimeout']],
  [
    'CONN/B1',
    none,
    ['Version', 'Cookie', 'Cookie', 'ChannelLifetime', 'ClientKeepalive', 'AssociationGroupId'],
  ],
  [
    'CONN/B2',
    inChannel,
    [
      'Version',
      'Cookie',
      'Cookie',
      'ReceiveWindowSize',
      'ConnectionTimeout',
      'AssociationGroupId',
      'ClientAddress',
    ],
  ],
  ['CONN/B3', none, ['ReceiveWindowSize', 'Version']],
  ['CONN/C2', none, ['Version', 'ReceiveWindowSize', 'ConnectionTimeout']],
  ['CONN/C1', none, ['Version', 'ReceiveWindowSize', 'ConnectionTimeout']],
  ['IN_R1/A1', recycleChannel, PREDECESSOR_AND_SUCCESSOR],
  ['IN_R2/A1', recycleChannel, PREDECESSOR_AND_SUCCESSOR],
  [
    'IN_R1/A2',
    inChannel | recycleChannel,
    [...PREDECESSOR_AND_SUCCESSOR, 'ReceiveWindowSize', 'ConnectionTimeout'],
  ],
  ['IN_R1/A4', none, ['Destination', 'Version', 'ReceiveWindowSize', 'ConnectionTimeout']],
  ['IN_R1/A3', none, ['Destination', 'Version', 'ReceiveWindowSize', 'ConnectionTimeout']],
  ['IN_R1/A5', none, ['Cookie']],
  ['IN_R2/A5', none, ['Cookie']],
  ['IN_R1/A6', none, ['Cookie']],
  ['IN_R2/A2', none, ['Cookie']],
  ['IN_R1/B1', none, ['Empty']],
  ['IN_R1/B2', none, ['ReceiveWindowSize']],
  ['IN_R2/A4', none, ['Destination']],
  ['IN_R2/A3', none, ['Destination']],
  ['OUT_R1/A2', recycleChannel, ['Destination']],
  ['OUT_R2/A2', recycleChannel, ['Destination']],
  ['OUT_R1/A1', recycleChannel, ['Destination']],
  ['OUT_R2/A1', recycleChannel, ['Destination']],
  ['OUT_R1/A3', recycleChannel, [...PREDECESSOR_AND_SUCCESSOR, 'ReceiveWindowSize']],
  ['OUT_R2/A3', recycleChannel, [...PREDECESSOR_AND_SUCCESSOR, 'ReceiveWindowSize']],
  [
    'OUT_R1/A4',
    recycleChannel | outChannel,
    [...PREDECESSOR_AND_SUCCESSOR, 'ChannelLifetime', 'ReceiveWindowSize', 'ConnectionTimeout'],
  ],
  ['OUT_R1/A6', outChannel, ['Destination', 'Version', 'ConnectionTimeout']],
  ['OUT_R1/A5', outChannel, ['Destination', 'Version', 'ConnectionTimeout']],
  ['OUT_R1/A7', outChannel, ['Destination', 'Cookie']],
  ['OUT_R1/A8', outChannel, ['Destination', 'Cookie']],
  ['OUT_R2/A8', outChannel, ['Destination', 'Cookie']],
  ['OUT_R1/A10', none, ['ANCE']],
  ['OUT_R1/A9', none, ['ANCE']],
  ['OUT_R1/A11', none, ['ANCE']],
  ['OUT_R2/B1', none, ['ANCE']],
  ['OUT_R2/A4', none, ['Cookie']],
  ['OUT_R2/A6', none, ['Destination', 'ANCE']],
  ['OUT_R2/A5', none, ['Destination', 'ANCE']],
  ['OUT_R2/A7', outChannel, ['Destination', 'Cookie', 'Version']],
  ['OUT_R2/B2', none, ['NegativeANCE']],
  ['OUT_R2/B3', eof, ['ANCE']],
  ['OUT_R2/C1', ping, ['Empty']],
  ['OUT_R2/C1', ping, ['Padding']],
  ['Keep-Alive', otherCommand, ['ClientKeepalive']],
  ['Ping Traffic Sent Notify', otherCommand, ['PingTrafficSentNotify']],
  ['FlowControlAck', otherCommand, ['FlowControlAck']],
  ['FlowControlAckWithDestination', otherCommand, ['Destination', 'FlowControlAck']],
  ['Ping', ping, []],
  ['Echo', echo, []],
]

/** The name of a PDU by its form; *RTS* for one that MS-RPCH does not know. */
export function rtsName({ flags, commands }: RtsPdu): string {
  const form = RTS_FORMS.find(
    ([, its, names]) =>
      its === flags &&
      names.length === commands.length &&
      names.every((name, at) => name === commands[at]?.command),
  )
  return form?.[0] ?? 'RTS'
}

/** The first command of a name, wherever it stands: the order is not what a receiver has to insist on. */
export function findCommand<Name extends RtsCommandName>(
  { commands }: RtsPdu,
  name: Name,
): Extract<RtsCommand, { command: Name }> | undefined {
  return commands.find(
    (command): command is Extract<RtsCommand, { command: Name }> => command.command === name,
  )
}
