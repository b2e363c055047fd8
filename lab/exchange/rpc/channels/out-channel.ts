import type { StreamedBody } from '../../../http/message.ts'

/** The body of an answer that never ends by itself: what a server sends to one client. */
export interface OutChannel {
  readonly cookie: string
  readonly body: StreamedBody
  /** What was sent over it, in octets. */
  readonly sent: number
  send(octets: Buffer): void
  /** Ends the connection. Nothing that was sent before is lost. */
  end(): void
}

/** An OUT channel that announces so many octets; `gone` is called when its client leaves. */
export function outChannel(cookie: Buffer, length: StreamedBody['length'], gone: () => void): OutChannel {
  let source: ReadableStreamDefaultController<Uint8Array> | undefined
  let sent = 0
  const octets = new ReadableStream<Uint8Array>({
    start(controller) {
      source = controller
    },
    cancel() {
      source = undefined
      gone()
    },
  })
  return {
    cookie: cookie.toString('hex'),
    body: { length, octets },
    get sent() {
      return sent
    },
    send(piece) {
      sent += piece.length
      source?.enqueue(piece)
    },
    end() {
      source?.close()
      source = undefined
    },
  }
}
