import { concatBytes, fromHex } from '../../../shared/protocols/bytes/index.ts'
import { HttpConnection } from '../../../shared/protocols/http/index.ts'
import {
  type After,
  encodeRts,
  type OpenRpcChannel,
  type Pdu,
  PduSplitter,
  type RtsPdu,
  readPdu,
  readRts,
  rtsName,
} from '../../../shared/protocols/rpc/index.ts'
import { fromLatin1, MemoryStream } from '../http/memory-stream.ts'
import { RTS } from './vectors.ts'

const END_OF_HEAD = '\r\n\r\n'

/** A channel as the proxy sees it. */
export class ScriptedChannel {
  readonly verb: string
  readonly contentLength: number
  readonly stream = new MemoryStream()
  closed = false
  readonly #splitter = new PduSplitter()
  readonly #pdus: Uint8Array[] = []
  /** How much of what was written has been divided into PDUs. */
  #divided = 0
  #seen = 0

  constructor(verb: string, contentLength: number) {
    this.verb = verb
    this.contentLength = contentLength
    const close = this.stream.close.bind(this.stream)
    this.stream.close = () => {
      this.closed = true
      close()
    }
  }

  /** Everything that was written behind the head. */
  get body(): Uint8Array {
    const { written } = this.stream
    const end = written.indexOf(END_OF_HEAD)
    return fromLatin1(end === -1 ? '' : written.slice(end + END_OF_HEAD.length))
  }

  /** The PDUs that have come as a whole. It is asked at every turn: each byte is looked at once. */
  get pdus(): readonly Uint8Array[] {
    const { written } = this.stream
    if (this.#divided === 0 && written.includes(END_OF_HEAD))
      this.#divided = written.indexOf(END_OF_HEAD) + END_OF_HEAD.length
    if (this.#divided > 0 && written.length > this.#divided) {
      this.#splitter.push(fromLatin1(written.slice(this.#divided)))
      this.#divided = written.length
      for (let pdu = this.#splitter.next(); pdu !== undefined; pdu = this.#splitter.next())
        this.#pdus.push(pdu)
    }
    return this.#pdus
  }

  /** The PDUs by name: RTS as MS-RPCH names them, others by their kind. */
  get names(): string[] {
    return this.pdus.map(nameOf)
  }

  /** Waits for the next PDU of the client. */
  async next(): Promise<Uint8Array> {
    for (;;) {
      const pdu = this.pdus[this.#seen]
      if (pdu !== undefined) {
        this.#seen += 1
        return pdu
      }
      await breathe()
    }
  }

  /** Waits for the next PDU that is no RTS, read. */
  async nextCall(): Promise<Pdu & { readonly bytes: Uint8Array }> {
    for (;;) {
      const bytes = await this.next()
      if (bytes[2] !== 0x14) return { ...readPdu(bytes), bytes }
    }
  }

  async nextNamed(name: string): Promise<RtsPdu> {
    for (;;) {
      const bytes = await this.next()
      if (nameOf(bytes) === name) return readRts(bytes)
    }
  }

  /** Begins the answer of an OUT channel. */
  answer(
    head = 'HTTP/1.1 200 Success\r\nContent-Type: application/rpc\r\nContent-Length: 1073741824\r\n\r\n',
  ): this {
    this.stream.send(head)
    return this
  }

  send(...pieces: readonly (Uint8Array | string | RtsPdu)[]): this {
    this.stream.send(
      concatBytes(
        ...pieces.map((piece) => {
          if (piece instanceof Uint8Array) return piece
          return typeof piece === 'string' ? fromHex(piece) : encodeRts(piece).bytes()
        }),
      ),
    )
    return this
  }

  sendText(text: string): this {
    this.stream.send(text)
    return this
  }
}

function nameOf(pdu: Uint8Array): string {
  return pdu[2] === 0x14 ? rtsName(readRts(pdu)) : readPdu(pdu).content.kind
}

/** A proxy in memory whose every move a test makes. */
export class ScriptedProxy {
  readonly channels: ScriptedChannel[] = []
  readonly clock = new ManualClock()

  readonly openChannel: OpenRpcChannel = async ({ verb, contentLength }) => {
    const channel = new ScriptedChannel(verb, contentLength)
    this.channels.push(channel)
    return new HttpConnection(channel.stream).open({
      method: verb,
      target: '/rpc/rpcproxy.dll?server:6001',
      headers: [['Content-Length', String(contentLength)]],
    })
  }

  /** Waits for the nth channel of a verb to be opened. */
  async channel(verb: 'RPC_IN_DATA' | 'RPC_OUT_DATA', nth = 0): Promise<ScriptedChannel> {
    for (;;) {
      const channel = this.channels.filter((each) => each.verb === verb)[nth]
      if (channel !== undefined && channel.stream.written !== '') return channel
      await breathe()
    }
  }

  async pair(): Promise<{ out: ScriptedChannel; incoming: ScriptedChannel }> {
    return { out: await this.channel('RPC_OUT_DATA'), incoming: await this.channel('RPC_IN_DATA') }
  }

  /** Answers as a healthy proxy does. */
  async welcome(c2 = RTS.connC2 as string): Promise<{ out: ScriptedChannel; incoming: ScriptedChannel }> {
    const pair = await this.pair()
    pair.out.answer().send(RTS.connA3, c2)
    return pair
  }

  get options() {
    let count = 0
    return {
      openChannel: this.openChannel,
      after: this.clock.after,
      signal: new AbortController().signal,
      /** 01…, 02… and so on: a test can tell them apart. */
      randomBytes: (length: number) => {
        count += 1
        return new Uint8Array(length).fill(count)
      },
    }
  }
}

/** Time as a test lets it pass. */
export class ManualClock {
  #now = 0
  #timers: { readonly at: number; readonly run: () => void }[] = []

  readonly after: After = (milliseconds, run) => {
    const timer = { at: this.#now + milliseconds, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer)
    }
  }

  get pending(): number {
    return this.#timers.length
  }

  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds
    await breathe()
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).sort((left, right) => left.at - right.at)
      if (next === undefined) break
      this.#timers = this.#timers.filter((each) => each !== next)
      this.#now = next.at
      next.run()
      await breathe()
    }
    this.#now = end
  }
}

/** Lets everything happen that does not wait for the peer. */
export async function breathe(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0))
}

/** A window of so many bytes in CONN/C2. */
export function c2WithWindow(bytes: number): string {
  const window = [0, 8, 16, 24]
    .map((shift) => ((bytes >>> shift) & 0xff).toString(16).padStart(2, '0'))
    .join('')
  return RTS.connC2.replace('0000000000000100', `00000000${window}`)
}
