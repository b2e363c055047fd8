import { randomBytes } from 'node:crypto'
import type { ClientHello } from './client-hello.ts'

/**
 * Versions and ciphers that OpenSSL 3 no longer has. The lab answers a ClientHello for them with a ServerHello and its
 * certificates, which is what a server that takes them does; it cannot go on from there.
 */
export interface OldTls {
  readonly versions: readonly OldVersion[]
  /** By preference. The key exchange is RSA. */
  readonly ciphers: readonly OldCipher[]
}

export type OldVersion = 'SSL 3.0' | 'TLS 1.0' | 'TLS 1.1' | 'TLS 1.2'
export type OldCipher = '3DES' | 'RC4'

const VERSIONS: Record<OldVersion, number> = {
  'SSL 3.0': 0x0300,
  'TLS 1.0': 0x0301,
  'TLS 1.1': 0x0302,
  'TLS 1.2': 0x0303,
}

/** TLS_RSA_WITH_3DES_EDE_CBC_SHA and TLS_RSA_WITH_RC4_128_SHA (RFC 5246 appendix A.5). */
const SUITES: Record<OldCipher, number> = { '3DES': 0x000a, RC4: 0x0005 }

/** Every suite with 3DES or RC4 that a client may offer beside those, and the signals that stand among the suites. */
const NOT_FOR_OPENSSL = new Set([
  0x0004, 0x0005, 0x0018, 0xc002, 0xc007, 0xc00c, 0xc011, 0xc016, 0x000a, 0x000d, 0x0010, 0x0013, 0x0016,
  0x001b, 0xc003, 0xc008, 0xc00d, 0xc012, 0xc017, 0x00ff, 0x5600,
])

const ALERT = { HANDSHAKE_FAILURE: 40, PROTOCOL_VERSION: 70, UNRECOGNIZED_NAME: 112 } as const

/** Does the client offer nothing that OpenSSL could take? */
export function isBeyondOpenssl({ newestVersion, suites }: ClientHello): boolean {
  return newestVersion <= VERSIONS['SSL 3.0'] || suites.every((suite) => NOT_FOR_OPENSSL.has(suite))
}

/** The first flight of a server that takes what the client offers, or the alert of one that does not. */
export function answerOldClient(old: OldTls, hello: ClientHello, chain: readonly Uint8Array[]): Buffer {
  const versions = old.versions.map((name) => VERSIONS[name]).sort((a, b) => b - a)
  const version = versions.find((one) => one <= hello.newestVersion)
  if (version === undefined) return alert(ALERT.PROTOCOL_VERSION, hello.newestVersion)
  const suite = old.ciphers.map((name) => SUITES[name]).find((one) => hello.suites.includes(one))
  if (suite === undefined) return alert(ALERT.HANDSHAKE_FAILURE, version)

  const serverHello = Buffer.concat([
    u16(version),
    randomBytes(32),
    Buffer.of(32),
    randomBytes(32),
    u16(suite),
    Buffer.of(0), // no compression
  ])
  const certificates = Buffer.concat(chain.map((one) => Buffer.concat([u24(one.length), one])))
  const messages = [
    handshake(2, serverHello),
    handshake(11, Buffer.concat([u24(certificates.length), certificates])),
    handshake(14, Buffer.alloc(0)),
  ]
  return record(22, version, Buffer.concat(messages))
}

/** What a server says that has no certificate for a client without a server name. */
export function unrecognizedName(): Buffer {
  return alert(ALERT.UNRECOGNIZED_NAME, VERSIONS['TLS 1.2'])
}

function alert(description: number, version: number): Buffer {
  return record(21, Math.min(version, VERSIONS['TLS 1.2']), Buffer.of(2, description))
}

function handshake(type: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.of(type), u24(body.length), body])
}

/** The lab's chains fit in one record of 2^14 bytes. */
function record(type: number, version: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.of(type), u16(version), u16(body.length), body])
}

function u16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff)
}

function u24(value: number): Buffer {
  return Buffer.of(value >> 16, (value >> 8) & 0xff, value & 0xff)
}
