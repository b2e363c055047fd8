import { ProtocolError } from '../../protocol-error.ts'

/**
 * How much a sender may send on a channel (MS-RPCH section 3.2.1.1.5): RPC PDUs alone are counted, and each has to fit into
 * what the peer has room for.
 */
export class SendWindow {
  #size: number
  #available: number
  #sent = 0
  #waiting: (() => void)[] = []
  #replaced = false
  #failure: { readonly error: unknown } | undefined

  constructor(size: number) {
    this.#size = size
    this.#available = size
  }

  /**
   * Waits until there is room for so many bytes, and takes it; false when another channel has taken this one's place.
   * One sender waits at a time. Throws `rpc.window` for more than the peer ever has room for, and what
   * {@link SendWindow.fail} was told.
   */
  async reserve(length: number): Promise<boolean> {
    while (this.#failure === undefined && !this.#replaced && length > this.#available) {
      if (length > this.#size)
        throw new ProtocolError(
          'rpc.window',
          `the peer has room for ${this.#size} bytes, ${length} are to be sent`,
        )
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#waiting.push(resolve)
      await promise
    }
    if (this.#failure !== undefined) throw this.#failure.error
    if (this.#replaced) return false
    this.#available -= length
    this.#sent += length
    return true
  }

  /** The peer says how much it has got, and how much room it had then. */
  acknowledged(ack: { readonly bytesReceived: number; readonly availableWindow: number }): void {
    const underWay = this.#sent - ack.bytesReceived
    if (underWay < 0)
      throw new ProtocolError('rpc.flow-control', 'the peer acknowledges more than it was sent')
    this.#size = Math.max(this.#size, ack.availableWindow)
    this.#available = ack.availableWindow - underWay
    this.#wake()
  }

  /** Another channel is used from now on. */
  replace(): void {
    this.#replaced = true
    this.#wake()
  }

  /** Ends the waiting, now and later. */
  fail(error: unknown): void {
    this.#failure ??= { error }
    this.#wake()
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}

/** A peer that knows no flow control is borne with up to so many windows. */
const FORBEARANCE = 4

/** How much a receiver has room for on a channel, and when to say so. */
export class ReceiveWindow {
  readonly size: number
  #received = 0
  #queued = 0
  /** What the sender may still send, as far as it was told. */
  #granted: number

  constructor(size: number) {
    this.size = size
    this.#granted = size
  }

  /** An RPC PDU came. Throws `rpc.flow-control` when far more came than there was room for. */
  received(length: number): void {
    this.#received += length
    this.#queued += length
    this.#granted -= length
    if (this.#queued > FORBEARANCE * this.size)
      throw new ProtocolError('rpc.flow-control', 'the peer sends more than this side has room for')
  }

  /** An RPC PDU was taken out of the queue; what to tell the sender when it has less than half a window left. */
  consumed(length: number): { readonly bytesReceived: number; readonly availableWindow: number } | undefined {
    this.#queued -= length
    if (this.#granted >= this.size / 2) return undefined
    this.#granted = this.size - this.#queued
    return { bytesReceived: this.#received, availableWindow: this.#granted }
  }
}
