import { inA1, inA5 } from '../rts/client-messages.ts'
import { findCommand } from '../rts/messages.ts'
import type { RtsPdu } from '../rts/pdu.ts'
import { SendWindow } from './flow-control.ts'
import type { InChannel } from './in-channel.ts'

/** What the connection does for a change of its IN channel. */
export interface InSuccessionMeans {
  readonly connection: Uint8Array
  /** Bytes that an IN channel may carry. */
  readonly lifetime: number
  readonly predecessor: () => InChannel
  readonly open: () => Promise<InChannel>
  readonly write: (channel: InChannel, pdu: RtsPdu) => void
  readonly switchTo: (channel: InChannel) => void
  readonly fail: (error: unknown) => void
}

interface UnderWay {
  readonly ended: PromiseWithResolvers<void>
  /** Once it is open. */
  successor?: InChannel
}

/** An IN channel is replaced when so much of its lifetime is used up. */
const REPLACE_AT = 0.75
/** Bytes at the end of a channel's life that are kept for RTS PDUs. */
const RESERVE = 1024

/**
 * Puts another IN channel in the place of one that has nearly lived its life, which is the client's to see: IN_R1 where the
 * new one reaches another proxy, IN_R2 where it reaches the same; to the client they are alike (MS-RPCH section 3.2.2.5.6).
 */
export class InSuccession {
  readonly #means: InSuccessionMeans
  #under: UnderWay | undefined

  constructor(means: InSuccessionMeans) {
    this.#means = means
  }

  /** The channel that is to follow, once it is open. */
  get successor(): InChannel | undefined {
    return this.#under?.successor
  }

  /** Begins where it is time, and waits for its end when so many bytes have no room before it. */
  async makeRoomFor(length: number): Promise<void> {
    const { lifetime, predecessor } = this.#means
    const needed = predecessor().written + length
    if (needed > lifetime * REPLACE_AT) this.#begin()
    if (needed > lifetime - RESERVE) await this.#under?.ended.promise
  }

  /** Whether the PDU, by its name, was a step of it. */
  hear(name: string, pdu: RtsPdu): boolean {
    const successor = this.#under?.successor
    if ((name !== 'IN_R1/A4' && name !== 'IN_R2/A4') || successor === undefined) return false
    const window = findCommand(pdu, 'ReceiveWindowSize')
    if (window !== undefined) successor.window = new SendWindow(window.bytes)
    const predecessor = this.#means.predecessor()
    this.#means.write(predecessor, inA5(successor.cookie))
    predecessor.flushed().then(() => predecessor.exchange.close())
    this.#means.switchTo(successor)
    predecessor.window.replace()
    this.end()
    return true
  }

  /** It is over, or will never be. */
  end(): void {
    this.#under?.ended.resolve()
    this.#under = undefined
  }

  #begin(): void {
    if (this.#under !== undefined) return
    const under: UnderWay = { ended: Promise.withResolvers<void>() }
    this.#under = under
    const { connection, predecessor, open, write, fail } = this.#means
    open().then((channel) => {
      under.successor = channel
      write(channel, inA1({ connection, predecessor: predecessor().cookie, successor: channel.cookie }))
    }, fail)
  }
}
