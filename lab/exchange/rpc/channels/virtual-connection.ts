import { BadMessage } from '../../wire/octet-reader.ts'
import type { RpcSettings } from '../rpc-settings.ts'
import { DESTINATION } from '../rts/command.ts'
import { commandOf, consistsOf, type RtsPdu, readRtsPdu } from '../rts/rts-pdu.ts'
import { serverPdus } from '../rts/server-pdus.ts'
import type { Association } from '../server/association.ts'
import type { OutChannel } from './out-channel.ts'
import { type Receiving, receiving } from './receiving.ts'
import { type Sending, sending } from './sending.ts'

/** One of the two directions, with what its client said when it opened it. */
export interface OutEnd {
  readonly channel: OutChannel
  readonly window: number
  readonly timeoutMs: number
}

export interface InEnd {
  readonly cookie: string
  /** Breaks it off. */
  readonly end: () => void
}

/** Two channels that are one connection to an RPC server (MS-RPCH section 3.2). */
export interface VirtualConnection {
  /** Both channels are there. */
  readonly joined: boolean
  /** Takes an IN channel, and the association that it is served with. */
  attachIn(end: InEnd, serve: () => Association): void
  attachOut(end: OutEnd): void
  /** A PDU of an IN channel, of RTS or of RPC. Throws a `BadMessage` where the connection has to end. */
  receive(pdu: Buffer, from: InEnd): Promise<void>
  /** IN_R1/A1, IN_R2/A1. Resolves when the successor is the one that counts. */
  replaceIn(predecessor: string, successor: InEnd): Promise<void>
  /** OUT_R1/A3, OUT_R2/A3. `start` is called when the answer to the successor is due; `false`: there is none to replace. */
  replaceOut(predecessor: string, successor: OutEnd, start: () => void): boolean
  /** The client has left a channel: if it was in use, all of it ends. */
  left(cookie: string): void
  /** Ends both channels. */
  end(): void
}

const DEFAULT_WINDOW = 65_536

/** So many octets before its announced end a channel is to be replaced. */
const LAST_OCTETS = 65_536

const PINGS_ALONE_MS = 100

/** A command that no version has. */
const UNKNOWN_COMMAND = Buffer.from('ff000000', 'hex')

interface Successor<T> {
  readonly end: T
  readonly start: () => void
}

/** `ended` is called once, when there is nothing left of the connection. */
export function virtualConnection(settings: RpcSettings, ended: () => void): VirtualConnection {
  const { faults = {}, recycling = 'R2' } = settings
  const window = settings.receiveWindow ?? DEFAULT_WINDOW
  const lifetime = settings.outChannelOctets ?? Number.POSITIVE_INFINITY
  let out: OutEnd | undefined
  let incoming: InEnd | undefined
  let serve: (() => Association) | undefined
  let association: Association | undefined
  let toClient: Sending | undefined
  let fromClient: Receiving = receiving(window)
  let nextOut: Successor<OutEnd> | undefined
  let nextIn: Successor<InEnd> | undefined
  let isOutUsedUp = false
  let pinging: NodeJS.Timeout | undefined
  let isOver = false

  function joinIfComplete(): void {
    if (out === undefined || incoming === undefined || serve === undefined) return
    if (faults.channels === 'silent') return
    const { channel, timeoutMs } = out
    if (faults.channels === 'pings') {
      ping(PINGS_ALONE_MS)
      return
    }
    const c2 = serverPdus.connectionC2(window, timeoutMs)
    if (faults.channels === 'truncated') {
      channel.send(c2.subarray(0, c2.length - 10))
      channel.end()
      return
    }
    if (faults.channels === 'unknown-command') {
      channel.send(withUnknownCommand(c2))
      return
    }
    toClient = sending(out.window, (pdu) => out?.channel.send(pdu))
    association = serve()
    channel.send(c2)
    ping(timeoutMs / 2)
    if (faults.channels === 'recycled-at-once') recycleOut()
  }

  /** The proxy lets the client know that it is alive when there is nothing else to say. */
  function ping(everyMs: number): void {
    clearInterval(pinging)
    pinging = setInterval(() => out?.channel.send(serverPdus.ping()), everyMs)
    pinging.unref()
  }

  function recycleOut(): void {
    if (isOutUsedUp || out === undefined) return
    isOutUsedUp = true
    out.channel.send(serverPdus.outA2())
  }

  function switchOut(): void {
    const successor = nextOut
    if (successor === undefined || out === undefined) throw new BadMessage('no OUT channel to go on with')
    out.channel.send(recycling === 'R2' ? serverPdus.outR2B3() : serverPdus.outR1A10())
    out.channel.end()
    out = successor.end
    nextOut = undefined
    isOutUsedUp = false
    successor.start()
    toClient?.switchTo((pdu) => out?.channel.send(pdu))
  }

  function rts(pdu: RtsPdu, from: InEnd): void {
    const [first] = pdu.commands
    if (
      first === undefined ||
      first.type === 'client-keepalive' ||
      first.type === 'ping-traffic-sent-notify'
    ) {
      // A ping, or the interval of the client's own ones.
      return
    }
    if (consistsOf(pdu, 'destination', 'flow-control-ack')) {
      const ack = commandOf(pdu, 'flow-control-ack')
      if (ack.channel.toString('hex') === out?.channel.cookie)
        toClient?.acknowledged(ack.received, ack.window)
      return
    }
    if (consistsOf(pdu, 'cookie') && nextIn?.end.cookie === cookieOf(pdu)) {
      // IN_R1/A5, IN_R2/A5: the last that comes over the predecessor.
      const { end, start } = nextIn
      nextIn = undefined
      incoming = end
      fromClient = receiving(window)
      start()
      from.end()
      return
    }
    const isA7 =
      consistsOf(pdu, 'destination', 'cookie') || consistsOf(pdu, 'destination', 'cookie', 'version')
    if (isA7 && commandOf(pdu, 'destination').destination === DESTINATION.SERVER) {
      if (nextOut?.end.channel.cookie !== cookieOf(pdu)) throw new BadMessage('another OUT channel')
      switchOut()
      return
    }
    throw new BadMessage('an RTS PDU that has no place here')
  }

  function cookieOf(pdu: RtsPdu): string {
    return commandOf(pdu, 'cookie').cookie.toString('hex')
  }

  function end(): void {
    if (isOver) return
    isOver = true
    clearInterval(pinging)
    association?.close()
    out?.channel.end()
    nextOut?.end.channel.end()
    incoming?.end()
    nextIn?.end.end()
    ended()
  }

  return {
    get joined() {
      return association !== undefined
    },
    attachIn(one, open) {
      if (incoming !== undefined) throw new BadMessage('an IN channel too many')
      incoming = one
      serve = open
      joinIfComplete()
    },
    attachOut(one) {
      if (out !== undefined) throw new BadMessage('an OUT channel too many')
      out = one
      joinIfComplete()
    },
    async receive(pdu, from) {
      if (pdu.readUInt8(2) === 20) {
        rts(readRtsPdu(pdu), from)
        return
      }
      if (association === undefined || toClient === undefined) {
        // RPC before CONN/C2 is too early; where a fault keeps C2 back, it is let pass.
        if (faults.channels === undefined) throw new BadMessage('RPC before the connection is there')
        return
      }
      const received = fromClient.count(pdu.length)
      if (received !== undefined) {
        out?.channel.send(serverPdus.flowControlAck(received, window, Buffer.from(from.cookie, 'hex')))
      }
      for (const answer of await association.receive(pdu)) toClient.push(answer)
      if (out !== undefined && out.channel.sent > lifetime - LAST_OCTETS) recycleOut()
    },
    replaceIn(predecessor, successor) {
      if (incoming?.cookie !== predecessor || out === undefined) throw new BadMessage('no such predecessor')
      const answer = recycling === 'R2' ? serverPdus.inR2A4() : serverPdus.inR1A4(window, out.timeoutMs)
      const switched = new Promise<void>((start) => {
        nextIn = { end: successor, start }
      })
      out.channel.send(answer)
      return switched
    },
    replaceOut(predecessor, successor, start) {
      if (out?.channel.cookie !== predecessor || !isOutUsedUp || isOver) return false
      nextOut = { end: successor, start }
      out.channel.send(recycling === 'R2' ? serverPdus.outR2A6() : serverPdus.outR1A6(out.timeoutMs))
      return true
    },
    left(cookie) {
      const inUse = [out?.channel.cookie, incoming?.cookie, nextOut?.end.channel.cookie, nextIn?.end.cookie]
      if (inUse.includes(cookie)) end()
    },
    end,
  }
}

/** The PDU with one command more than anybody knows how to read. */
function withUnknownCommand(pdu: Buffer): Buffer {
  const longer = Buffer.concat([pdu, UNKNOWN_COMMAND])
  longer.writeUInt16LE(longer.length, 8)
  longer.writeUInt16LE(longer.readUInt16LE(18) + 1, 18)
  return longer
}
