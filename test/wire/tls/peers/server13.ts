import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto'
import type { ByteStream } from '../../../../shared/platform/index.ts'
import { type Protection, RecordStream } from './record-stream.ts'
import {
  ascii,
  bytes,
  type ClientHello,
  extension,
  fromBase64,
  handshakeMessage,
  readClientHello,
  record,
  serverHello,
  u16,
  vector8,
  vector16,
  vector24,
} from './wire.ts'

/**
 * How a server of the tests goes wrong; without any of it, a sane server of TLS 1.3 with
 * TLS_AES_128_GCM_SHA256, X25519 and an RSA key.
 */
export interface Behaviour13 {
  /** Base64 of the DER of the chain. */
  readonly chain: readonly string[]
  /** Base64 of the PKCS #8 of the key that signs. */
  readonly key: string
  /** The group and value of its key share. */
  readonly share?: { readonly group?: number; readonly value?: Uint8Array }
  readonly suite?: number
  readonly helloExtensions?: readonly Uint8Array[]
  readonly sessionId?: Uint8Array
  /** Its encrypted extensions are not encrypted, but stand in the record of its hello. */
  readonly extensionsInClear?: boolean
  /** Its hello is a HelloRetryRequest. */
  readonly retryRandom?: boolean
  readonly encryptedExtensions?: readonly Uint8Array[]
  /** The context of a request for a client certificate. */
  readonly requestContext?: Uint8Array
  /** The context of its own certificate, which answers no request. */
  readonly certificateContext?: Uint8Array
  readonly scheme?: number
  /** What is signed, in place of the transcript. */
  readonly signs?: Uint8Array
  readonly finished?: Uint8Array
  readonly leavesOut?: 'certificate' | 'certificate-verify'
  /** A change_cipher_spec record of this content, before the protected flight. */
  readonly changeCipherSpec?: Uint8Array
}

const hash = (...parts: readonly Uint8Array[]): Uint8Array =>
  bytes(
    createHash('sha256')
      .update(bytes(...parts))
      .digest(),
  )
const hmac = (key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array =>
  bytes(
    createHmac('sha256', key)
      .update(bytes(...parts))
      .digest(),
  )
const expand = (secret: Uint8Array, label: string, context: Uint8Array, length: number): Uint8Array =>
  hmac(secret, u16(length), vector8(ascii(`tls13 ${label}`)), vector8(context), bytes(1)).slice(0, length)
const retryRandom = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c'
const zeros = new Uint8Array(32)

/** A TLS 1.3 server written for the tests, independent of the client's code. */
export class Server13 {
  readonly records: RecordStream
  readonly #behaviour: Behaviour13
  #transcript: Uint8Array = bytes()
  #serverTraffic: Uint8Array = bytes()
  #clientTraffic: Uint8Array = bytes()

  constructor(stream: ByteStream, behaviour: Behaviour13) {
    this.records = new RecordStream(stream)
    this.#behaviour = behaviour
  }

  /** As far as the client's Finished, which is checked. */
  async handshake(): Promise<void> {
    const { behaviour, clientHandshake } = await this.#sendFlight()
    this.records.opener = protection(clientHandshake)
    const { content } = await this.records.receive(true)
    const expected = hmac(expand(clientHandshake, 'finished', bytes(), 32), hash(this.#transcript))
    if (!behaviour.finished && content.toString() !== handshakeMessage(20, expected).toString())
      throw new Error("the client's Finished is wrong")
    this.#transcript = bytes(this.#transcript, content)
    this.records.opener = protection(this.#clientTraffic)
  }

  /** Application data in one record with `padding` zeros. */
  async sendPadded(content: Uint8Array, padding: number): Promise<void> {
    await this.records.send(23, bytes(content, 23, new Uint8Array(padding)))
  }

  /** A message after the handshake. */
  async sendMessage(message: Uint8Array): Promise<void> {
    await this.records.send(22, message)
  }

  async updateKeys(askForUpdate: boolean): Promise<void> {
    await this.sendMessage(handshakeMessage(24, bytes(askForUpdate ? 1 : 0)))
    this.#serverTraffic = expand(this.#serverTraffic, 'traffic upd', bytes(), 32)
    this.records.sealer = protection(this.#serverTraffic)
    if (!askForUpdate) return
    const { type, content } = await this.records.receive()
    if (type !== 22 || content.toString() !== handshakeMessage(24, bytes(0)).toString())
      throw new Error('the client did not update its keys')
    this.#clientTraffic = expand(this.#clientTraffic, 'traffic upd', bytes(), 32)
    this.records.opener = protection(this.#clientTraffic)
  }

  /** Asks for a client certificate after the handshake, and checks the empty answer. */
  async requestCertificate(): Promise<void> {
    const context = bytes(1, 2, 3)
    const request = handshakeMessage(
      13,
      bytes(vector8(context), vector16(extension(13, vector16(u16(0x0804))))),
    )
    await this.sendMessage(request)
    const { content } = await this.records.receive()
    const certificate = handshakeMessage(11, bytes(vector8(context), vector24(bytes())))
    const finishedKey = expand(this.#clientTraffic, 'finished', bytes(), 32)
    const finished = hmac(finishedKey, hash(this.#transcript, request, certificate))
    if (content.toString() !== bytes(certificate, handshakeMessage(20, finished)).toString())
      throw new Error('the client did not answer the request by an empty certificate')
  }

  async #sendFlight() {
    const behaviour = this.#behaviour
    const hello = readClientHello((await this.records.receive()).content)
    const { shared, share } = await exchange(hello, behaviour)
    this.#transcript = hello.message
    const answer = serverHello({
      sessionId: behaviour.sessionId ?? hello.sessionId,
      ...(behaviour.retryRandom ? { random: bytes(retryRandom) } : {}),
      suite: behaviour.suite ?? 0x1301,
      extensions: behaviour.helloExtensions ?? [extension(43, u16(0x0304)), share],
    })
    const encryptedExtensions = handshakeMessage(8, vector16(bytes(...(behaviour.encryptedExtensions ?? []))))
    await this.#send(behaviour.extensionsInClear ? bytes(answer, encryptedExtensions) : answer)
    if (behaviour.changeCipherSpec) await this.records.sendRaw(record(20, behaviour.changeCipherSpec))

    const derived = expand(hmac(zeros, zeros), 'derived', hash(), 32)
    const handshakeSecret = hmac(derived, shared)
    const clientHandshake = expand(handshakeSecret, 'c hs traffic', hash(this.#transcript), 32)
    const serverHandshake = expand(handshakeSecret, 's hs traffic', hash(this.#transcript), 32)
    this.records.sealer = protection(serverHandshake)

    if (!behaviour.extensionsInClear) await this.#send(encryptedExtensions)
    if (behaviour.requestContext)
      await this.#send(handshakeMessage(13, bytes(vector8(behaviour.requestContext), vector16(bytes()))))
    if (behaviour.leavesOut !== 'certificate')
      await this.#send(certificateMessage(behaviour.chain, behaviour.certificateContext))
    if (behaviour.leavesOut === undefined) await this.#send(await this.#certificateVerify())
    const finished = hmac(expand(serverHandshake, 'finished', bytes(), 32), hash(this.#transcript))
    await this.#send(handshakeMessage(20, behaviour.finished ?? finished))

    const master = hmac(expand(handshakeSecret, 'derived', hash(), 32), zeros)
    this.#clientTraffic = expand(master, 'c ap traffic', hash(this.#transcript), 32)
    this.#serverTraffic = expand(master, 's ap traffic', hash(this.#transcript), 32)
    this.records.sealer = protection(this.#serverTraffic)
    return { behaviour, clientHandshake }
  }

  async #certificateVerify(): Promise<Uint8Array> {
    const { key, scheme = 0x0804, signs } = this.#behaviour
    const algorithm = { name: 'RSA-PSS', hash: 'SHA-256' }
    const imported = await crypto.subtle.importKey('pkcs8', fromBase64(key), algorithm, false, ['sign'])
    const context = bytes(new Uint8Array(64).fill(32), ascii('TLS 1.3, server CertificateVerify'), 0)
    const content = bytes(context, signs ?? hash(this.#transcript))
    const signature = await crypto.subtle.sign({ name: 'RSA-PSS', saltLength: 32 }, imported, content)
    return handshakeMessage(15, bytes(u16(scheme), vector16(new Uint8Array(signature))))
  }

  async #send(message: Uint8Array): Promise<void> {
    this.#transcript = bytes(this.#transcript, message)
    await this.records.send(22, message)
  }
}

const certificateMessage = (chain: readonly string[], context: Uint8Array = bytes()): Uint8Array =>
  handshakeMessage(
    11,
    bytes(
      vector8(context),
      vector24(bytes(...chain.map((one) => bytes(vector24(fromBase64(one)), vector16(bytes()))))),
    ),
  )

async function exchange(hello: ClientHello, { share = {} }: Behaviour13) {
  const offered = hello.extensions.get(51) ?? bytes()
  // A list with one share: two lengths and a group precede the 32 bytes.
  const peer = await crypto.subtle.importKey('raw', offered.slice(6, 38), { name: 'X25519' }, false, [])
  const pair = (await crypto.subtle.generateKey({ name: 'X25519' }, false, ['deriveBits'])) as CryptoKeyPair
  const shared = await crypto.subtle.deriveBits({ name: 'X25519', public: peer }, pair.privateKey, 256)
  const own = new Uint8Array((await crypto.subtle.exportKey('raw', pair.publicKey)) as ArrayBuffer)
  const content = bytes(u16(share.group ?? 29), vector16(share.value ?? own))
  return { shared: new Uint8Array(shared), share: extension(51, content) }
}

/** AES-128-GCM under a traffic secret. Content of type 23 brings its inner type and padding along. */
function protection(secret: Uint8Array): Protection {
  const key = expand(secret, 'key', bytes(), 16)
  const iv = expand(secret, 'iv', bytes(), 12)
  let count = 0
  const nonce = (): Uint8Array => {
    const value = iv.slice()
    value[11] = (value[11] ?? 0) ^ (count & 0xff)
    value[10] = (value[10] ?? 0) ^ (count >>> 8)
    count += 1
    return value
  }
  return {
    seal(type, content) {
      const inner = type === 23 ? content : bytes(content, type)
      const header = bytes(23, 3, 3, u16(inner.length + 16))
      const cipher = createCipheriv('aes-128-gcm', key, nonce())
      cipher.setAAD(header)
      return bytes(header, cipher.update(inner), cipher.final(), cipher.getAuthTag())
    },
    open(_, body) {
      const decipher = createDecipheriv('aes-128-gcm', key, nonce())
      decipher.setAAD(bytes(23, 3, 3, u16(body.length)))
      decipher.setAuthTag(body.slice(-16))
      const inner = bytes(decipher.update(body.slice(0, -16)), decipher.final())
      return { type: inner.at(-1) ?? 0, content: inner.slice(0, -1) }
    },
  }
}
