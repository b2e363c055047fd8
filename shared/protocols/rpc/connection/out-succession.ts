import { outA3, outR1A7, outR1A11, outR2A7, outR2C1 } from '../rts/client-messages.ts'
import type { RtsPdu } from '../rts/pdu.ts'
import type { OutChannel } from './out-channel.ts'

/** What the connection does for a change of its OUT channel. */
export interface OutSuccessionMeans {
  readonly connection: Uint8Array
  readonly receiveWindow: number
  readonly predecessor: () => OutChannel
  readonly open: () => Promise<OutChannel>
  readonly writeOut: (channel: OutChannel, pdu: RtsPdu) => void
  readonly writeIn: (pdu: RtsPdu) => void
  readonly switchTo: (channel: OutChannel) => void
  readonly fail: (error: unknown) => void
}

type State =
  | { readonly awaits: 'A2' }
  | { readonly awaits: 'A6'; readonly successor: Promise<OutChannel> }
  | { readonly awaits: 'A10' | 'B3'; readonly successor: OutChannel }

/**
 * Puts another OUT channel in the place of one that has nearly lived its life, when the proxy asks for it: OUT_R1 where the
 * new one reaches another proxy, OUT_R2 where it reaches the same (MS-RPCH sections 3.2.2.5.5 to 3.2.2.5.10).
 */
export class OutSuccession {
  readonly #means: OutSuccessionMeans
  #state: State = { awaits: 'A2' }

  constructor(means: OutSuccessionMeans) {
    this.#means = means
  }

  /** Whether the PDU, by its name, was a step of it. */
  hear(name: string): boolean {
    const state = this.#state
    // The A2 of both kinds look alike.
    if (name === 'OUT_R1/A2' && state.awaits === 'A2') this.#begin()
    else if (name === 'OUT_R1/A6' && state.awaits === 'A6') this.#goOn(state.successor, 'A10')
    else if (name === 'OUT_R2/A6' && state.awaits === 'A6') this.#goOn(state.successor, 'B3')
    else if (name === 'OUT_R1/A10' && state.awaits === 'A10') {
      this.#means.writeOut(state.successor, outR1A11)
      this.#end(state.successor)
    } else if (name === 'OUT_R2/B3' && state.awaits === 'B3') this.#end(state.successor)
    else return false
    return true
  }

  #begin(): void {
    const { connection, receiveWindow, predecessor, open, writeOut, fail } = this.#means
    const successor = open().then((channel) => {
      const cookies = { connection, predecessor: predecessor().cookie, successor: channel.cookie }
      writeOut(channel, outA3({ ...cookies, receiveWindow }))
      return channel
    })
    successor.catch(fail)
    this.#state = { awaits: 'A6', successor }
  }

  /** The server knows the new channel, and learns through the IN channel that it is to use it. */
  async #goOn(opening: Promise<OutChannel>, awaits: 'A10' | 'B3'): Promise<void> {
    try {
      const successor = await opening
      this.#state = { awaits, successor }
      this.#means.writeIn(awaits === 'A10' ? outR1A7(successor.cookie) : outR2A7(successor.cookie))
      if (awaits === 'B3') this.#means.writeOut(successor, outR2C1)
    } catch (error) {
      this.#means.fail(error)
    }
  }

  /** Nothing more comes on the old channel. */
  #end(successor: OutChannel): void {
    this.#state = { awaits: 'A2' }
    this.#means.switchTo(successor)
  }
}
