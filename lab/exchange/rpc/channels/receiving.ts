import { BadMessage } from '../../wire/octet-reader.ts'

/** The server's own window on an IN channel (MS-RPCH section 3.2.1.4.1.2). */
export interface Receiving {
  /** An RPC PDU has come. Returns what the client is to be told, if it is time: all that has come over the channel. */
  count(octets: number): number | undefined
}

/** Counts from a channel's beginning. A client that sends more than the window allows breaks the protocol. */
export function receiving(window: number): Receiving {
  let received = 0
  let room = window
  return {
    count(octets) {
      received += octets
      room -= octets
      if (room < 0) throw new BadMessage('more than the receive window allows')
      if (room >= window / 2) return undefined
      room = window
      return received
    },
  }
}
