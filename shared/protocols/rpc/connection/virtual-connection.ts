import { ConnectError } from '../../../platform/index.ts'
import { equalBytes } from '../../bytes/index.ts'
import { ProtocolError } from '../../protocol-error.ts'
import { RpcError, type RpcStage, type RpcVerb } from '../error.ts'
import { PDU_TYPE } from '../pdu/header.ts'
import { annotatePdu } from '../pdu/read.ts'
import { connA1, connB1, flowControlAck, pingPdu } from '../rts/client-messages.ts'
import { findCommand, rtsName } from '../rts/messages.ts'
import { encodeRts, type RtsPdu, readRts } from '../rts/pdu.ts'
import type { RpcTrace } from '../trace.ts'
import { ArrivalQueue } from './arrival-queue.ts'
import {
  type After,
  afterTimeout,
  type OpenRpcChannel,
  OUT_CHANNEL_LENGTH,
  type RpcChannelExchange,
  SUCCESSOR_OUT_CHANNEL_LENGTH,
} from './channel.ts'
import { SendWindow } from './flow-control.ts'
import { InChannel } from './in-channel.ts'
import { InSuccession } from './in-succession.ts'
import { misplaced, Opening, type RpcConnectionFacts } from './opening.ts'
import { OutChannel } from './out-channel.ts'
import { OutSuccession } from './out-succession.ts'
import { readRefusal } from './refusal.ts'

export interface RpcConnectionOptions {
  readonly openChannel: OpenRpcChannel
  readonly randomBytes: (length: number) => Uint8Array
  /** Ends the opening when it aborts. An open connection ends by {@link VirtualConnection.close} alone. */
  readonly signal: AbortSignal
  /** How long CONN/C2 may take, counted from when both requests are sent. */
  readonly openWithinMs?: number
  /** Bytes of our window; 8 KiB to 256 KiB. */
  readonly receiveWindow?: number
  /** Bytes after which the IN channel is replaced; 128 KiB to 2 GiB. Also its `Content-Length`. */
  readonly channelLifetime?: number
  readonly trace?: RpcTrace
  readonly after?: After
}

const OPEN_WITHIN_MS = 15_000
const RECEIVE_WINDOW = 0x40000
const CHANNEL_LIFETIME = 0x40000000
/** 0 asks for the default, and real proxies answer it with 0x6c0. */
const KEEPALIVE_MS = 300_000
/** How long to wait for a reason when one channel breaks: the other one may tell it. */
const GRACE_MS = 1000
const FLUSH_WITHIN_MS = 2000
/** However short a time a proxy bears silence for. */
const PING_AT_MOST_EVERY_MS = 1000
/** How HTTP and TLS say that the peer, or the network, ended the connection. */
const CUT_OFF = /^(?:http\.closed-|tls\.closed)/

/**
 * A virtual connection of RPC over HTTP v2 (MS-RPCH section 3.2.2): RPC PDUs out on an IN channel, and in on an OUT channel.
 * It keeps the windows of both directions, pings when it is idle, and replaces channels that have lived long enough, which
 * nobody above notices.
 *
 * @example
 * const connection = await VirtualConnection.open({ openChannel, randomBytes, signal })
 * await connection.send(bind)
 * const answer = await connection.receive()
 * await connection.close()
 */
export class VirtualConnection {
  /** Pings of the proxy so far: it lives, whatever the server does. */
  pings = 0
  /** How many channels another has taken the place of. */
  readonly replaced = { in: 0, out: 0 }
  readonly #options: RpcConnectionOptions
  readonly #after: After
  readonly #cookie: Uint8Array
  readonly #receiveWindow: number
  readonly #lifetime: number
  readonly #opening = new Opening()
  readonly #opened = Promise.withResolvers<void>()
  readonly #ended = Promise.withResolvers<never>()
  readonly #arrivals = new ArrivalQueue<{ readonly pdu: Uint8Array; readonly channel: OutChannel }>()
  readonly #exchanges = new Set<RpcChannelExchange>()
  readonly #timers = new Set<() => void>()
  readonly #outSuccession: OutSuccession
  readonly #inSuccession: InSuccession
  #in: InChannel | undefined
  #out: OutChannel | undefined
  #inCall = false
  #turn: Promise<void> = Promise.resolve()
  #callOffPing = () => {}
  #failure: { readonly error: unknown } | undefined

  private constructor(options: RpcConnectionOptions) {
    this.#options = options
    this.#after = options.after ?? afterTimeout
    this.#receiveWindow = options.receiveWindow ?? RECEIVE_WINDOW
    this.#lifetime = options.channelLifetime ?? CHANNEL_LIFETIME
    this.#cookie = options.randomBytes(16)
    this.#ended.promise.catch(() => undefined)
    const shared = { connection: this.#cookie, fail: (error: unknown) => this.#fail(error) }
    this.#outSuccession = new OutSuccession({
      ...shared,
      receiveWindow: this.#receiveWindow,
      predecessor: () => this.#currentOut(),
      open: () => this.#openOut(SUCCESSOR_OUT_CHANNEL_LENGTH),
      writeOut: (channel, pdu) => this.#writeRts('RPC_OUT_DATA', channel, pdu),
      writeIn: (pdu) => this.#writeRts('RPC_IN_DATA', this.#currentIn(), pdu),
      switchTo: (channel) => this.#switchOut(channel),
    })
    this.#inSuccession = new InSuccession({
      ...shared,
      lifetime: this.#lifetime,
      predecessor: () => this.#currentIn(),
      open: () => this.#openIn(),
      write: (channel, pdu) => this.#writeRts('RPC_IN_DATA', channel, pdu),
      switchTo: (channel) => {
        this.#in = channel
        this.replaced.in += 1
      },
    })
  }

  /**
   * Opens both channels and waits for CONN/C2. Rejects with `RpcError`, which tells how far it came, `RpcRefused` for what a
   * proxy answered, what `openChannel` rejects with, and the signal's reason.
   */
  static async open(options: RpcConnectionOptions): Promise<VirtualConnection> {
    options.signal.throwIfAborted()
    const connection = new VirtualConnection(options)
    const abort = () => connection.#fail(options.signal.reason)
    options.signal.addEventListener('abort', abort, { once: true })
    try {
      await connection.#open()
      return connection
    } catch (error) {
      connection.#fail(error)
      throw connection.#failure?.error ?? error
    } finally {
      options.signal.removeEventListener('abort', abort)
    }
  }

  /** What opening told. */
  get facts(): RpcConnectionFacts {
    const { facts } = this.#opening
    if (facts === undefined) throw new TypeError('the connection is not open')
    return facts
  }

  /** Resolves with the reason when it ends, by whoever's will. */
  get ended(): Promise<unknown> {
    return this.#ended.promise.catch((reason: unknown) => reason)
  }

  /** Whether it can still carry something. */
  get usable(): boolean {
    return this.#failure === undefined
  }

  /** From now on what goes wrong goes wrong in a call: the interface is bound. */
  bound(): void {
    this.#inCall = true
  }

  get stage(): RpcStage {
    return this.#inCall ? 'call' : this.#opening.stage
  }

  /** Sends an RPC PDU as soon as the peer has room for it. Rejects with what ended the connection. */
  send(pdu: Uint8Array): Promise<void> {
    const sent = this.#turn.then(() => this.#sendInTurn(pdu))
    this.#turn = sent.catch(() => undefined)
    return sent
  }

  /** The next RPC PDU. Rejects with what ended the connection, once all that came before it was taken. */
  async receive(): Promise<Uint8Array> {
    const { pdu, channel } = await this.#arrivals.next()
    const ack = channel.window.consumed(pdu.length)
    if (ack !== undefined && channel === this.#out && this.usable)
      this.#writeRts('RPC_IN_DATA', this.#currentIn(), flowControlAck({ ...ack, channel: channel.cookie }))
    return pdu
  }

  /** Lets what was sent go out, for two seconds at most, and closes all channels. Never rejects. */
  async close(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const cancel = this.#after(FLUSH_WITHIN_MS, resolve)
    await Promise.race([this.#in?.flushed(), late])
    cancel()
    this.#fail(new RpcError('rpc.ended', this.stage, 'the connection was ended on this side'))
  }

  async #open(): Promise<void> {
    const opening = Promise.all([this.#openOut(OUT_CHANNEL_LENGTH), this.#openIn()])
    // One may fail later than the other.
    opening.catch(() => undefined)
    const [out, incoming] = await Promise.race([opening, this.#ended.promise])
    this.#out = out
    this.#in = incoming
    this.#readOut(out)
    const { keepalive, channelLifetime } = { keepalive: KEEPALIVE_MS, channelLifetime: this.#lifetime }
    const connection = this.#cookie
    this.#writeRts(
      'RPC_OUT_DATA',
      out,
      connA1({ connection, channel: out.cookie, receiveWindow: this.#receiveWindow }),
    )
    this.#writeRts(
      'RPC_IN_DATA',
      incoming,
      connB1({
        connection,
        channel: incoming.cookie,
        channelLifetime,
        keepalive,
        associationGroup: this.#options.randomBytes(16),
      }),
    )
    const waitMs = this.#options.openWithinMs ?? OPEN_WITHIN_MS
    const cancel = this.#timer(waitMs, () => this.#fail(this.#opening.tooLate(waitMs)))
    await Promise.race([this.#opened.promise, this.#ended.promise])
    cancel()
    this.#schedulePing()
  }

  async #openOut(contentLength: number): Promise<OutChannel> {
    const exchange = await this.#openExchange('RPC_OUT_DATA', contentLength)
    return new OutChannel(exchange, this.#options.randomBytes(16), this.#receiveWindow, this.#after)
  }

  async #openIn(): Promise<InChannel> {
    const exchange = await this.#openExchange('RPC_IN_DATA', this.#lifetime)
    const sendWindow = this.#opening.facts?.sendWindow ?? 0
    const channel = new InChannel(exchange, this.#options.randomBytes(16), sendWindow)
    this.#watchIn(channel)
    return channel
  }

  async #openExchange(verb: RpcVerb, contentLength: number): Promise<RpcChannelExchange> {
    const exchange = await this.#options.openChannel({ verb, contentLength })
    // It may break before anybody waits for its answer.
    exchange.response.catch(() => undefined)
    if (this.#failure !== undefined) {
      exchange.close()
      throw this.#failure.error
    }
    this.#exchanges.add(exchange)
    return exchange
  }

  async #sendInTurn(pdu: Uint8Array): Promise<void> {
    for (;;) {
      await this.#inSuccession.makeRoomFor(pdu.length)
      const channel = this.#currentIn()
      if (await channel.window.reserve(pdu.length)) return this.#write('RPC_IN_DATA', channel, pdu)
    }
  }

  async #write(verb: RpcVerb, channel: InChannel | OutChannel, pdu: Uint8Array): Promise<void> {
    if (verb === 'RPC_IN_DATA' && this.#opening.facts !== undefined) this.#schedulePing()
    this.#trace('sent', verb, pdu)
    try {
      await (channel instanceof InChannel ? channel.write(pdu) : channel.exchange.write(pdu))
    } catch (error) {
      // The answer to the same request may be on its way, and says more.
      this.#failLater(this.#brokenOff(verb, error))
      await this.#ended.promise
    }
  }

  #writeRts(verb: RpcVerb, channel: InChannel | OutChannel, pdu: RtsPdu): void {
    this.#write(verb, channel, encodeRts(pdu).bytes()).catch(() => undefined)
  }

  /** A ping when nothing more is sent for half the time that the proxy bears. */
  #schedulePing(): void {
    const { outTimeoutMs, inTimeoutMs = outTimeoutMs } = this.facts
    this.#callOffPing()
    this.#callOffPing = this.#timer(
      Math.max(PING_AT_MOST_EVERY_MS, Math.min(outTimeoutMs, inTimeoutMs) / 2),
      () => this.#writeRts('RPC_IN_DATA', this.#currentIn(), pingPdu),
    )
  }

  async #readOut(channel: OutChannel): Promise<void> {
    const isCurrent = () => channel === this.#out && this.usable
    try {
      const pdus = channel.pdus(
        () => this.stage,
        () => this.#opening.answered(),
      )
      for await (const pdu of pdus) {
        this.#trace('received', 'RPC_OUT_DATA', pdu)
        if (pdu[2] === PDU_TYPE.rts) this.#hear(readRts(pdu))
        else this.#take(channel, pdu)
        // What still comes on a channel that was replaced is of no use.
        if (!isCurrent()) return
      }
      this.#failLater(new RpcError('rpc.closed', this.stage, `RPC_OUT_DATA ended ${this.#opening.moment}`))
    } catch (error) {
      if (isCurrent()) this.#failFor('RPC_OUT_DATA', error)
    }
  }

  /** An answer to the IN channel, while it is written, is a refusal. */
  async #watchIn(channel: InChannel): Promise<void> {
    const isCurrent = () => channel === (this.#in ?? channel) || channel === this.#inSuccession.successor
    try {
      const response = await channel.exchange.response
      const refusal = await readRefusal(this.stage, 'RPC_IN_DATA', response, this.#after)
      if (isCurrent()) this.#fail(refusal)
    } catch (error) {
      if (isCurrent()) this.#failFor('RPC_IN_DATA', error)
    }
  }

  #take(channel: OutChannel, pdu: Uint8Array): void {
    if (this.#opening.facts === undefined) throw misplaced('an RPC PDU', this.stage)
    channel.window.received(pdu.length)
    this.#arrivals.push({ pdu, channel })
  }

  #hear(pdu: RtsPdu): void {
    const name = rtsName(pdu)
    const ack = findCommand(pdu, 'FlowControlAck')
    if (name === 'Ping') this.pings += 1
    else if (ack !== undefined) this.#inOf(ack.channelCookie)?.window.acknowledged(ack)
    else if (this.#opening.facts === undefined) {
      this.#opening.hear(pdu)
      if (this.#opening.facts !== undefined) this.#begin(this.facts)
    } else if (!this.#outSuccession.hear(name) && !this.#inSuccession.hear(name, pdu))
      throw misplaced(name, this.stage)
  }

  #begin({ sendWindow }: RpcConnectionFacts): void {
    this.#currentIn().window = new SendWindow(sendWindow)
    this.#opened.resolve()
  }

  #switchOut(successor: OutChannel): void {
    const predecessor = this.#currentOut()
    this.#out = successor
    this.replaced.out += 1
    predecessor.exchange.close()
    this.#readOut(successor)
  }

  #inOf(cookie: Uint8Array): InChannel | undefined {
    const isNamed = (channel: InChannel | undefined) =>
      channel !== undefined && equalBytes(channel.cookie, cookie)
    return [this.#in, this.#inSuccession.successor].find(isNamed)
  }

  #currentIn(): InChannel {
    if (this.#failure !== undefined) throw this.#failure.error
    if (this.#in === undefined) throw new TypeError('the IN channel is not open')
    return this.#in
  }

  #currentOut(): OutChannel {
    if (this.#out === undefined) throw new TypeError('the OUT channel is not open')
    return this.#out
  }

  #failFor(verb: RpcVerb, error: unknown): void {
    const reason = this.#brokenOff(verb, error)
    if (reason instanceof RpcError && reason.code === 'rpc.closed') this.#failLater(reason)
    else this.#fail(reason)
  }

  /** What an error on a channel means; what is none of a protocol's goes on as it is. */
  #brokenOff(verb: RpcVerb, error: unknown): unknown {
    if (error instanceof RpcError) return error
    const cut = error instanceof ConnectError || (error instanceof ProtocolError && CUT_OFF.test(error.code))
    if (cut)
      return new RpcError('rpc.closed', this.stage, `${verb} was cut off ${this.#opening.moment}`, {
        cause: error,
      })
    if (!(error instanceof ProtocolError)) return error
    return new RpcError(error.code, this.stage, `on ${verb}: ${error.message}`, { cause: error })
  }

  /** The other channel may tell why. */
  #failLater(error: unknown): void {
    this.#timer(GRACE_MS, () => this.#fail(error))
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return
    this.#failure = { error }
    for (const cancel of this.#timers) cancel()
    this.#ended.reject(error)
    this.#arrivals.fail(error)
    this.#in?.window.fail(error)
    this.#inSuccession.end()
    for (const exchange of this.#exchanges) exchange.close()
  }

  #timer(milliseconds: number, run: () => void): () => void {
    if (!this.usable) return () => undefined
    const cancel = () => {
      this.#timers.delete(cancel)
      callOff()
    }
    const callOff = this.#after(milliseconds, () => {
      this.#timers.delete(cancel)
      run()
    })
    this.#timers.add(cancel)
    return cancel
  }

  #trace(direction: 'sent' | 'received', verb: RpcVerb, pdu: Uint8Array): void {
    this.#options.trace?.({ direction, verb, ...annotatePdu(pdu) })
  }
}
