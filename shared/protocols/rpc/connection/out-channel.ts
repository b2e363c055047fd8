import type { HttpResponse } from '../../http/index.ts'
import { ProtocolError } from '../../protocol-error.ts'
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
      const piece = await this.#read(response, splitter, stage)
      if (piece !== null) splitter.push(piece)
      while (splitter.pending[0] !== LETTER_H) {
        const pdu = splitter.next()
        if (pdu === undefined) break
        yield pdu
      }
      if (splitter.pending[0] === LETTER_H) readText(stage(), splitter, piece === null)
      if (piece !== null) continue
      if (splitter.pending.length > 0) throw cutOff(stage())
      return
    }
  }

  async #read(response: HttpResponse, { pending }: PduSplitter, stage: () => RpcStage) {
    try {
      return await response.body.read()
    } catch (error) {
      const ended = error instanceof ProtocolError && error.code === 'http.closed-in-body'
      if (!ended || pending.length === 0) throw error
      // An error told as text may be the last that came.
      if (pending[0] === LETTER_H) return null
      throw cutOff(stage(), error)
    }
  }
}

/** Where a PDU should stand, text does: throws once it is known what it says. */
function readText(stage: RpcStage, splitter: PduSplitter, isAll: boolean): void {
  const { pending } = splitter
  if (!isAll && !pending.includes(LINE_FEED) && pending.length < LONGEST_LINE) return
  const refusal = readRefusalInStream(stage, pending)
  if (refusal !== undefined) throw refusal
  throw new RpcError('rpc.version', stage, 'text came in place of a PDU')
}

function cutOff(stage: RpcStage, cause?: unknown): RpcError {
  return new RpcError('rpc.truncated', stage, 'the OUT channel ended in the middle of a PDU', { cause })
}
