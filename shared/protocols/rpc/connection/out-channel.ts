import { RpcError, type RpcStage } from '../error.ts'
import { PduSplitter } from '../pdu/splitter.ts'
import type { After, RpcChannelExchange } from './channel.ts'
import { ReceiveWindow } from './flow-control.ts'
import { readRefusal, readRefusalInStream } from './refusal.ts'

/** What starts a status line that stands where a PDU should. */
const LETTER_H = 0x48
const LINE_FEED = 0x0a
const LONGEST_LINE = 16 * 1024

/** One OUT channel: its exchange, its cookie, and what came on it. */
export class OutChannel {
  readonly exchange: RpcChannelExchange
  readonly cookie: Uint8Array
  readonly window: ReceiveWindow
  readonly #after: After

  constructor(exchange: RpcChannelExchange, cookie: Uint8Array, receiveWindow: number, after: After) {
    this.exchange = exchange
    this.cookie = cookie
    this.window = new ReceiveWindow(receiveWindow)
    this.#after = after
  }

  /**
   * The PDUs that come on the channel, however they were cut or put together, until the peer ends it.
   * Throws `RpcRefused` for an answer that is no success, and for one that turns into an error later;
   * `rpc.truncated` when the end cuts a PDU off; and what the exchange and the splitter throw.
   */
  async *pdus(stage: () => RpcStage, onAnswer: () => void): AsyncGenerator<Uint8Array, void, undefined> {
    const response = await this.exchange.response
    if (response.status !== 200) throw await readRefusal('http', 'RPC_OUT_DATA', response, this.#after)
    onAnswer()
    const splitter = new PduSplitter()
    for (;;) {
      const piece = await response.body.read()
      if (piece !== null) splitter.push(piece)
      if (splitter.pending[0] === LETTER_H) {
        const { pending } = splitter
        if (piece !== null && !pending.includes(LINE_FEED) && pending.length < LONGEST_LINE) continue
        const refusal = readRefusalInStream(stage(), pending)
        if (refusal !== undefined) throw refusal
      }
      for (let pdu = splitter.next(); pdu !== undefined; pdu = splitter.next()) {
        yield pdu
        if (splitter.pending[0] === LETTER_H) break
      }
      if (piece !== null) continue
      if (splitter.pending.length > 0)
        throw new RpcError('rpc.truncated', stage(), 'the OUT channel ended in the middle of a PDU')
      return
    }
  }
}
