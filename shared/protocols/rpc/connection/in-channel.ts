import type { RpcChannelExchange } from './channel.ts'
import { SendWindow } from './flow-control.ts'

/** One IN channel: its exchange, its cookie, and how much was written to it. */
export class InChannel {
  readonly exchange: RpcChannelExchange
  readonly cookie: Uint8Array
  /** How much the inbound proxy takes, known with CONN/C2. */
  window: SendWindow
  /** Bytes written, RTS PDUs included: a channel has a lifetime. */
  written = 0
  #last: Promise<void> = Promise.resolve()

  constructor(exchange: RpcChannelExchange, cookie: Uint8Array, sendWindow: number) {
    this.exchange = exchange
    this.cookie = cookie
    this.window = new SendWindow(sendWindow)
  }

  write(pdu: Uint8Array): Promise<void> {
    this.written += pdu.length
    const written = this.exchange.write(pdu)
    this.#last = written.catch(() => undefined)
    return written
  }

  /** Resolves when what was written is on its way. Never rejects. */
  flushed(): Promise<void> {
    return this.#last
  }
}
