import { DESTINATION } from './command.ts'
import { RTS_FLAG, writeRtsPdu } from './rts-pdu.ts'

const version = { type: 'version', version: 1 } as const
const toClient = { type: 'destination', destination: DESTINATION.CLIENT } as const
const ance = { type: 'ance' } as const

/** What a server sends on an OUT channel (MS-RPCH section 2.2.4); windows in octets. */
export const serverPdus = {
  /** CONN/A3: the OUT channel is there. */
  connectionA3: (timeoutMs: number) =>
    writeRtsPdu(RTS_FLAG.NONE, { type: 'connection-timeout', milliseconds: timeoutMs }),
  /** CONN/C2: both channels have met, and RPC may begin. */
  connectionC2: (window: number, timeoutMs: number) =>
    writeRtsPdu(
      RTS_FLAG.NONE,
      version,
      { type: 'receive-window-size', octets: window },
      { type: 'connection-timeout', milliseconds: timeoutMs },
    ),
  ping: () => writeRtsPdu(RTS_FLAG.PING),
  echo: () => writeRtsPdu(RTS_FLAG.ECHO),
  /** To the client, about its IN channel. */
  flowControlAck: (received: number, window: number, channel: Buffer) =>
    writeRtsPdu(RTS_FLAG.OTHER_COMMAND, toClient, { type: 'flow-control-ack', received, window, channel }),
  /** IN_R1/A4: what was agreed with the successor's proxy. */
  inR1A4: (window: number, timeoutMs: number) =>
    writeRtsPdu(
      RTS_FLAG.NONE,
      toClient,
      version,
      { type: 'receive-window-size', octets: window },
      { type: 'connection-timeout', milliseconds: timeoutMs },
    ),
  /** IN_R2/A4: the same proxy has the successor. */
  inR2A4: () => writeRtsPdu(RTS_FLAG.NONE, toClient),
  /** OUT_R1/A2 and OUT_R2/A2: the channel is nearly used up. */
  outA2: () => writeRtsPdu(RTS_FLAG.RECYCLE_CHANNEL, toClient),
  /** OUT_R1/A6: another proxy has the successor. */
  outR1A6: (timeoutMs: number) =>
    writeRtsPdu(RTS_FLAG.OUT_CHANNEL, toClient, version, {
      type: 'connection-timeout',
      milliseconds: timeoutMs,
    }),
  /** OUT_R1/A10: the last that comes over the predecessor. */
  outR1A10: () => writeRtsPdu(RTS_FLAG.NONE, ance),
  /** OUT_R2/A6: the same proxy has the successor. */
  outR2A6: () => writeRtsPdu(RTS_FLAG.NONE, toClient, ance),
  /** OUT_R2/B3: the last that comes over the predecessor. */
  outR2B3: () => writeRtsPdu(RTS_FLAG.EOF, ance),
} as const
