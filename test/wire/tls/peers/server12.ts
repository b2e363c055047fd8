import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto'
import type { ByteStream } from '../../../../shared/platform/index.ts'
import { type Protection, RecordStream } from './record-stream.ts'
import {
  ascii,
  bytes,
  fromBase64,
  type HelloContent,
  handshakeMessage,
  readClientHello,
  serverHello,
  u16,
  vector8,
  vector16,
  vector24,
} from './wire.ts'

/**
 * How a server of the tests goes wrong; without any of it, a sane server of TLS 1.2 with
 * TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 and X25519.
 */
export interface Behaviour12 {
  /** Base64 of the DER of the chain. */
  readonly chain: readonly string[]
  /** Base64 of the PKCS #8 of the key that signs. */
  readonly key: string
  readonly hello?: HelloContent
  readonly scheme?: number
  readonly group?: number
  readonly finished?: Uint8Array
  readonly leavesOut?: 'change-cipher-spec' | 'server-key-exchange'
}

const hmac = (key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array =>
  bytes(
    createHmac('sha256', key)
      .update(bytes(...parts))
      .digest(),
  )
const hash = (content: Uint8Array): Uint8Array => bytes(createHash('sha256').update(content).digest())

function prf(secret: Uint8Array, label: string, seed: Uint8Array, length: number): Uint8Array {
  const whole = bytes(ascii(label), seed)
  let [chain, output] = [whole, bytes()]
  while (output.length < length) {
    chain = bytes(hmac(secret, chain))
    output = bytes(output, hmac(secret, chain, whole))
  }
  return output.slice(0, length)
}

/** A TLS 1.2 server written for the tests, independent of the client's code. */
export class Server12 {
  readonly records: RecordStream
  readonly #behaviour: Behaviour12
  #transcript: Uint8Array = bytes()

  constructor(stream: ByteStream, behaviour: Behaviour12) {
    this.records = new RecordStream(stream)
    this.#behaviour = behaviour
  }

  /** A whole handshake; the client's Finished is checked. */
  async handshake(): Promise<void> {
    const behaviour = this.#behaviour
    const client = readClientHello(await this.#receive())
    const random = behaviour.hello?.random ?? new Uint8Array(32).fill(7)
    await this.#send(serverHello(behaviour.hello))
    const chain = vector24(bytes(...behaviour.chain.map((one) => vector24(fromBase64(one)))))
    await this.#send(handshakeMessage(11, chain))

    const pair = (await crypto.subtle.generateKey({ name: 'X25519' }, false, ['deriveBits'])) as CryptoKeyPair
    const own = new Uint8Array((await crypto.subtle.exportKey('raw', pair.publicKey)) as ArrayBuffer)
    const parameters = bytes(3, u16(behaviour.group ?? 29), vector8(own))
    const signature = await this.#sign(bytes(client.random, random, parameters))
    if (behaviour.leavesOut !== 'server-key-exchange')
      await this.#send(
        handshakeMessage(12, bytes(parameters, u16(behaviour.scheme ?? 0x0804), vector16(signature))),
      )
    await this.#send(handshakeMessage(14, bytes()))

    const keyExchange = await this.#receive()
    const peer = await crypto.subtle.importKey(
      'raw',
      bytes(keyExchange.slice(5)),
      { name: 'X25519' },
      false,
      [],
    )
    const shared = await crypto.subtle.deriveBits({ name: 'X25519', public: peer }, pair.privateKey, 256)
    const master = prf(new Uint8Array(shared), 'master secret', bytes(client.random, random), 48)
    const block = prf(master, 'key expansion', bytes(random, client.random), 40)
    await this.records.receive()
    this.records.opener = protection(block.slice(0, 16), block.slice(32, 36))
    const expected = handshakeMessage(20, prf(master, 'client finished', hash(this.#transcript), 12))
    if ((await this.#receive()).toString() !== expected.toString())
      throw new Error("the client's Finished is wrong")

    const content = behaviour.finished ?? prf(master, 'server finished', hash(this.#transcript), 12)
    if (behaviour.leavesOut !== 'change-cipher-spec') {
      await this.records.send(20, bytes(1))
      this.records.sealer = protection(block.slice(16, 32), block.slice(36, 40))
    }
    await this.#send(handshakeMessage(20, content))
  }

  async #sign(content: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    const algorithm = { name: 'RSA-PSS', hash: 'SHA-256' }
    const key = await crypto.subtle.importKey('pkcs8', fromBase64(this.#behaviour.key), algorithm, false, [
      'sign',
    ])
    return new Uint8Array(await crypto.subtle.sign({ name: 'RSA-PSS', saltLength: 32 }, key, content))
  }

  async #send(message: Uint8Array): Promise<void> {
    this.#transcript = bytes(this.#transcript, message)
    await this.records.send(22, message)
  }

  async #receive(): Promise<Uint8Array> {
    const { content } = await this.records.receive()
    this.#transcript = bytes(this.#transcript, content)
    return content
  }
}

/** AES-128-GCM of TLS 1.2, whose nonce ends with the record's number. */
function protection(key: Uint8Array, salt: Uint8Array): Protection {
  let count = 0
  const number = (): Uint8Array => bytes(0, 0, 0, 0, 0, 0, u16(count++))
  return {
    seal(type, content) {
      const sequence = number()
      const cipher = createCipheriv('aes-128-gcm', key, bytes(salt, sequence))
      cipher.setAAD(bytes(sequence, type, 3, 3, u16(content.length)))
      const body = bytes(sequence, cipher.update(content), cipher.final(), cipher.getAuthTag())
      return bytes(type, 3, 3, vector16(body))
    },
    open(type, body) {
      const decipher = createDecipheriv('aes-128-gcm', key, bytes(salt, body.slice(0, 8)))
      decipher.setAAD(bytes(number(), type, 3, 3, u16(body.length - 24)))
      decipher.setAuthTag(body.slice(-16))
      return { type, content: bytes(decipher.update(body.slice(8, -16)), decipher.final()) }
    },
  }
}
