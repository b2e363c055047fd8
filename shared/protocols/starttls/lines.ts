import type { ByteStream } from '../../platform/index.ts'
import { concatBytes } from '../bytes/index.ts'
import { ProtocolError } from '../protocol-error.ts'

/** Longer than any honest line: RFC 5321 section 4.5.3.1.5 has 512 bytes, greetings of IMAP run to some hundreds. */
const LONGEST_LINE = 4096
const MOST_LINES = 200
const LINE_FEED = 0x0a

/**
 * A conversation in lines. Lines are bytes one to one as characters, without their end; each is bounded, and so is
 * their number. Throws `starttls.line-too-long`, `starttls.too-many-lines`, `starttls.closed`.
 */
export class LineConversation {
  readonly #stream: ByteStream
  #pending: Uint8Array = new Uint8Array()
  #lines = 0

  constructor(stream: ByteStream) {
    this.#stream = stream
  }

  /** Whether the peer has said more than was read. */
  get hasMore(): boolean {
    return this.#pending.length > 0
  }

  async say(line: string): Promise<void> {
    await this.#stream.write(new TextEncoder().encode(`${line}\r\n`))
  }

  async hear(): Promise<string> {
    this.#lines += 1
    if (this.#lines > MOST_LINES)
      throw new ProtocolError('starttls.too-many-lines', 'the server does not come to an end')
    for (;;) {
      const end = this.#pending.indexOf(LINE_FEED)
      if (end > LONGEST_LINE || (end < 0 && this.#pending.length > LONGEST_LINE))
        throw new ProtocolError('starttls.line-too-long', 'the server sends a line without measure')
      if (end >= 0) {
        const line = this.#pending.subarray(0, end)
        this.#pending = this.#pending.subarray(end + 1)
        return String.fromCharCode(...line).replace(/\r$/, '')
      }
      const more = await this.#stream.read()
      if (more === null) throw new ProtocolError('starttls.closed', 'the server ended the connection')
      this.#pending = concatBytes(this.#pending, more)
    }
  }
}
