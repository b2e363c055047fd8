import { type ByteStream, ConnectError, type Endpoint } from '../../platform/index.ts'
import { alertCode } from './codes/alerts.ts'
import { contentType } from './codes/content-types.ts'
import { TlsError } from './error.ts'
import type { FactsSoFar, TlsFacts } from './facts.ts'
import { answerTo, withFacts } from './failure.ts'
import type { Channel } from './handshake/channel.ts'
import type { AfterHandshake } from './handshake/handshake.ts'

/**
 * An encrypted connection as bytes. `read` gives `null` after the peer's close_notify and rejects with a
 * {@link TlsError} `tls.closed-without-notify` when the connection ends without one. `end` sends ours and leaves
 * the stream below open; `close` sends it too, if that can be done at once, and closes the stream.
 */
export interface TlsConnection extends ByteStream {
  /** What the handshake showed, and whether a client certificate was asked for since. */
  readonly facts: TlsFacts
}

/** As many bytes of application data are protected before the stream is asked for room. */
const writeAtOnce = 64 * 1024

export class Connection implements TlsConnection {
  readonly #stream: ByteStream
  readonly #channel: Channel
  readonly #facts: FactsSoFar & TlsFacts
  readonly #afterHandshake: AfterHandshake
  #plaintext: Uint8Array = new Uint8Array(0)
  #failure: unknown
  #peerFinished = false
  #weFinished = false
  #renegotiationRefused = false

  constructor(
    stream: ByteStream,
    channel: Channel,
    facts: FactsSoFar & TlsFacts,
    afterHandshake: AfterHandshake,
  ) {
    this.#stream = stream
    this.#channel = channel
    this.#facts = facts
    this.#afterHandshake = afterHandshake
  }

  get facts(): TlsFacts {
    return { ...this.#facts }
  }

  get remote(): Endpoint {
    return this.#stream.remote
  }

  async read(atMost = Number.POSITIVE_INFINITY): Promise<Uint8Array | null> {
    while (this.#plaintext.length === 0) {
      if (this.#failure) throw this.#failure
      if (this.#peerFinished) return null
      await this.#receive()
    }
    const length = Math.min(Math.max(atMost, 1), this.#plaintext.length)
    const bytes = this.#plaintext.subarray(0, length)
    this.#plaintext = this.#plaintext.subarray(length)
    return bytes
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#failure) throw this.#failure
    if (this.#weFinished) throw new ConnectError('closed', this.remote, 'the connection was ended by us')
    for (let at = 0; at < bytes.length; at += writeAtOnce) {
      this.#channel.records.queue(contentType.applicationData, bytes.subarray(at, at + writeAtOnce))
      await this.#channel.records.flush()
    }
  }

  async end(): Promise<void> {
    if (this.#weFinished || this.#failure) return
    this.#weFinished = true
    this.#channel.queueAlert('warning', alertCode.closeNotify)
    await this.#channel.records.flush()
  }

  close(): void {
    this.end().catch(() => {})
    this.#stream.close()
  }

  async #receive(): Promise<void> {
    try {
      const incoming = await this.#channel.next()
      switch (incoming.kind) {
        case 'data':
          this.#plaintext = incoming.bytes
          this.#renegotiationRefused = false
          this.#channel.refusedCertificate = false
          break
        case 'handshake':
          this.#channel.countIdle()
          await this.#afterHandshake(incoming.message)
          this.#renegotiationRefused = this.#facts.clientCertificateRequested === 'renegotiation'
          break
        case 'close-notify':
          if (this.#renegotiationRefused) throw new TlsError('tls.closed', 'the server ended the connection')
          this.#peerFinished = true
          break
        case 'change-cipher-spec':
          throw new TlsError('tls.unexpected-message', 'change_cipher_spec after the handshake was complete')
      }
    } catch (error) {
      this.#failure = await this.#fail(error)
      throw this.#failure
    }
  }

  /** Tells the peer what is wrong, ends the connection, and gives the error as callers get it. */
  async #fail(error: unknown): Promise<unknown> {
    const alert = answerTo(error)
    if (alert) {
      this.#channel.queueAlert('fatal', alert.code)
      await this.#channel.records.flush().catch(() => {})
    }
    this.#stream.close()
    if (error instanceof ConnectError && !this.#renegotiationRefused) return error
    return withFacts(this.#named(error), this.facts, alert)
  }

  /** The end of a connection has another meaning now than during the handshake. */
  #named(error: unknown): unknown {
    const ended =
      (error instanceof TlsError && (error.code === 'tls.closed' || error.code === 'tls.alert')) ||
      (error instanceof ConnectError && error.code === 'closed')
    if (ended && this.#renegotiationRefused) {
      const message = 'the server asked for a renegotiation, was refused, and ended the connection'
      const alert = error instanceof TlsError ? error.alert : undefined
      return new TlsError('tls.renegotiation-required', message, { alert, cause: error })
    }
    if (error instanceof TlsError && error.code === 'tls.closed') {
      return new TlsError(
        'tls.closed-without-notify',
        'the connection ended without close_notify: what was read may have been cut off',
      )
    }
    return error
  }
}
