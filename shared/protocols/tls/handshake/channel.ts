import type { ByteStream } from '../../../platform/index.ts'
import { ByteQueue, ByteReader, ByteWriter } from '../../bytes/index.ts'
import { alertCode, alertName, type TlsAlert } from '../codes/alerts.ts'
import { contentType } from '../codes/content-types.ts'
import { handshakeType, handshakeTypeName } from '../codes/handshake-types.ts'
import { TlsError } from '../error.ts'
import { limits } from '../limits.ts'
import { RecordLayer } from '../records/record-layer.ts'
import { Transcript } from './transcript.ts'

/** A handshake message: `bytes` is all of it, `body` a reader over what follows its header. */
export interface HandshakeMessage {
  readonly type: number
  readonly body: ByteReader
  readonly bytes: Uint8Array
}

/** What the peer may send next, but for fatal alerts, which are thrown. */
export type Incoming =
  | { readonly kind: 'handshake'; readonly message: HandshakeMessage }
  | { readonly kind: 'change-cipher-spec' }
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'close-notify' }

const headerLength = 4

// With which alerts servers refuse a client that has no certificate to show; decode_error is GnuTLS's.
const certificateRefusals: ReadonlySet<number> = new Set([
  alertCode.handshakeFailure,
  alertCode.noCertificate,
  alertCode.badCertificate,
  alertCode.unsupportedCertificate,
  alertCode.certificateUnknown,
  alertCode.accessDenied,
  alertCode.decodeError,
  alertCode.certificateRequired,
])

/** Messages over records: joins the fragments of handshake messages, and deals with alerts. */
export class Channel {
  readonly records: RecordLayer
  readonly transcript = new Transcript()
  /** TLS 1.3 allows no warnings, and change_cipher_spec means nothing there. */
  isTls13 = false
  /** We were asked for a certificate and had none: a refusal from now on is because of that. */
  refusedCertificate = false
  readonly #fragments = new ByteQueue()
  #held: Incoming | undefined
  #idle = 0

  constructor(stream: ByteStream) {
    this.records = new RecordLayer(stream)
  }

  /** Queues a handshake message and adds it to the transcript. */
  queue(message: Uint8Array): void {
    this.transcript.add(message)
    this.records.queue(contentType.handshake, message)
  }

  queueChangeCipherSpec(): void {
    this.records.queue(contentType.changeCipherSpec, Uint8Array.of(1))
  }

  queueAlert(level: TlsAlert['level'], code: number): void {
    const alert = new ByteWriter()
      .u8(level === 'warning' ? 1 : 2, `level: ${level}`)
      .u8(code, alertName(code))
    this.records.queue(contentType.alert, alert.bytes())
  }

  /** The handshake's next message, which has to be of one of these types; it is added to the transcript. */
  async receive(...types: readonly number[]): Promise<HandshakeMessage> {
    for (;;) {
      const incoming = await this.next()
      if (incoming.kind === 'close-notify')
        throw new TlsError('tls.closed', 'the server ended the connection during the handshake')
      // RFC 5246 section 7.4.1.1: during a handshake this message is passed over, and hashed nowhere.
      if (
        incoming.kind === 'handshake' &&
        incoming.message.type === handshakeType.helloRequest &&
        !this.isTls13
      ) {
        this.countIdle()
        continue
      }
      if (incoming.kind === 'handshake' && types.includes(incoming.message.type)) {
        this.transcript.add(incoming.message.bytes)
        return incoming.message
      }
      throw unexpected(incoming, types)
    }
  }

  /** The same for a message that may be left out; `undefined` when another comes in its place. */
  async receiveOptional(type: number): Promise<HandshakeMessage | undefined> {
    this.#held = await this.next()
    return this.#held.kind === 'handshake' && this.#held.message.type === type
      ? this.receive(type)
      : undefined
  }

  async receiveChangeCipherSpec(): Promise<void> {
    const incoming = await this.next()
    if (incoming.kind !== 'change-cipher-spec') throw unexpected(incoming, [])
  }

  /** Throws when part of a message is left: none may go on under other keys (RFC 8446 section 5.1). */
  assertMessageBoundary(): void {
    if (this.#fragments.length > 0)
      throw new TlsError('tls.unexpected-message', 'a handshake message goes on over a change of keys')
  }

  /** Whatever comes next; warnings and what is for middleboxes alone are passed over. */
  async next(): Promise<Incoming> {
    const held = this.#held
    this.#held = undefined
    if (held) return held
    for (;;) {
      const message = this.#takeMessage()
      if (message) return { kind: 'handshake', message }
      const { type, fragment } = await this.records.read()
      if (type !== contentType.handshake && type !== contentType.changeCipherSpec)
        this.assertMessageBoundary()
      if (fragment.length === 0) this.countIdle()
      switch (type) {
        case contentType.handshake:
          this.#fragments.append(fragment)
          break
        case contentType.changeCipherSpec:
          if (this.#readChangeCipherSpec(fragment)) return { kind: 'change-cipher-spec' }
          break
        case contentType.alert:
          if (this.#readAlert(fragment) === 'close-notify') return { kind: 'close-notify' }
          break
        case contentType.applicationData:
          if (fragment.length === 0) break
          this.#idle = 0
          return { kind: 'data', bytes: fragment }
        default:
          throw new TlsError('tls.unexpected-message', `a record of the unknown type ${type}`)
      }
    }
  }

  /** Counts what brings no data, and throws `tls.flood` when nothing else comes. */
  countIdle(): void {
    this.#idle += 1
    if (this.#idle > limits.idleRecords)
      throw new TlsError('tls.flood', `more than ${limits.idleRecords} records in a row that bring nothing`)
  }

  #takeMessage(): HandshakeMessage | undefined {
    if (this.#fragments.length < headerLength) return undefined
    const header = new ByteReader(this.#fragments.bytes, 'tls')
    const [type, length] = [header.u8(), header.u24()]
    if (type === handshakeType.certificate && length > limits.chain)
      throw new TlsError('tls.chain-too-large', `the certificate message announces ${length} bytes`)
    if (type !== handshakeType.certificate && length > limits.message)
      throw new TlsError('tls.message-too-large', `${handshakeTypeName(type)} announces ${length} bytes`)
    if (header.remaining < length) return undefined
    const bytes = this.#fragments.take(headerLength + length)
    return { type, bytes, body: new ByteReader(bytes.subarray(headerLength), 'tls') }
  }

  /** Whether it says anything: in TLS 1.3 it is there for middleboxes (RFC 8446 section 5). */
  #readChangeCipherSpec(fragment: Uint8Array): boolean {
    if (fragment.length !== 1 || fragment[0] !== 1)
      throw new TlsError('tls.malformed', 'a change_cipher_spec record that holds something else')
    if (!this.isTls13) {
      this.assertMessageBoundary()
      return true
    }
    this.countIdle()
    return false
  }

  #readAlert(fragment: Uint8Array): 'close-notify' | 'warning' {
    const [levelCode, code] = fragment
    if (fragment.length !== 2 || levelCode === undefined || code === undefined)
      throw new TlsError('tls.malformed', 'an alert record that does not hold one alert')
    if (code === alertCode.closeNotify) return 'close-notify'
    const isWarning = this.isTls13 ? code === alertCode.userCanceled : levelCode === 1
    if (isWarning) {
      this.countIdle()
      return 'warning'
    }
    const alert: TlsAlert = { level: 'fatal', code, description: alertName(code), sent: false }
    if (this.refusedCertificate && certificateRefusals.has(code)) {
      const message = `the server asked for a client certificate, got none, and refused: ${alert.description}`
      throw new TlsError('tls.client-certificate-required', message, { alert })
    }
    throw new TlsError('tls.alert', `the server refused: ${alert.description}`, { alert })
  }
}

function unexpected(incoming: Incoming, types: readonly number[]): TlsError {
  const actual = incoming.kind === 'handshake' ? handshakeTypeName(incoming.message.type) : incoming.kind
  const expected = types.map(handshakeTypeName).join(' or ') || 'change_cipher_spec'
  return new TlsError('tls.unexpected-message', `expected ${expected}, the server sent ${actual}`)
}
