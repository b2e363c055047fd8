import type { AeadName } from '../primitives/aead.ts'
import type { HashName } from '../primitives/hash.ts'
import { cipherSuiteNames } from './cipher-suite-names.ts'

/** How records are protected. Lengths in bytes. */
export type BulkCipher =
  | {
      readonly kind: 'aead'
      readonly algorithm: AeadName
      readonly keyLength: number
      readonly saltLength: number
    }
  | { readonly kind: 'cbc'; readonly keyLength: 16 | 32; readonly mac: HashName }

/** A cipher suite that the client can complete a handshake with. */
export interface CipherSuite {
  readonly code: number
  readonly name: string
  /** TLS 1.3 suites leave the key exchange to the extensions. */
  readonly keyExchange: 'tls13' | 'ecdhe' | 'dhe' | 'rsa'
  readonly authentication: 'any' | 'rsa' | 'ecdsa'
  readonly cipher: BulkCipher
  /** The hash of HKDF (TLS 1.3) or of the pseudorandom function (TLS 1.2). */
  readonly hash: HashName
}

const aes128Gcm: BulkCipher = { kind: 'aead', algorithm: 'aes-128-gcm', keyLength: 16, saltLength: 4 }
const aes256Gcm: BulkCipher = { kind: 'aead', algorithm: 'aes-256-gcm', keyLength: 32, saltLength: 4 }
const chacha20: BulkCipher = { kind: 'aead', algorithm: 'chacha20-poly1305', keyLength: 32, saltLength: 12 }
const cbc = (keyLength: 16 | 32, mac: HashName): BulkCipher => ({ kind: 'cbc', keyLength, mac })

type Row = [number, CipherSuite['keyExchange'], CipherSuite['authentication'], BulkCipher, HashName]

// What is offered, the preferred first: forward secrecy before none, AEAD before CBC.
const rows: readonly Row[] = [
  [0x1301, 'tls13', 'any', aes128Gcm, 'sha256'],
  [0x1302, 'tls13', 'any', aes256Gcm, 'sha384'],
  [0x1303, 'tls13', 'any', chacha20, 'sha256'],
  [0xc02b, 'ecdhe', 'ecdsa', aes128Gcm, 'sha256'],
  [0xc02f, 'ecdhe', 'rsa', aes128Gcm, 'sha256'],
  [0xc02c, 'ecdhe', 'ecdsa', aes256Gcm, 'sha384'],
  [0xc030, 'ecdhe', 'rsa', aes256Gcm, 'sha384'],
  [0xcca9, 'ecdhe', 'ecdsa', chacha20, 'sha256'],
  [0xcca8, 'ecdhe', 'rsa', chacha20, 'sha256'],
  [0x009e, 'dhe', 'rsa', aes128Gcm, 'sha256'],
  [0x009f, 'dhe', 'rsa', aes256Gcm, 'sha384'],
  [0xccaa, 'dhe', 'rsa', chacha20, 'sha256'],
  [0xc023, 'ecdhe', 'ecdsa', cbc(16, 'sha256'), 'sha256'],
  [0xc027, 'ecdhe', 'rsa', cbc(16, 'sha256'), 'sha256'],
  [0xc024, 'ecdhe', 'ecdsa', cbc(32, 'sha384'), 'sha384'],
  [0xc028, 'ecdhe', 'rsa', cbc(32, 'sha384'), 'sha384'],
  [0xc009, 'ecdhe', 'ecdsa', cbc(16, 'sha1'), 'sha256'],
  [0xc013, 'ecdhe', 'rsa', cbc(16, 'sha1'), 'sha256'],
  [0xc00a, 'ecdhe', 'ecdsa', cbc(32, 'sha1'), 'sha256'],
  [0xc014, 'ecdhe', 'rsa', cbc(32, 'sha1'), 'sha256'],
  [0x0067, 'dhe', 'rsa', cbc(16, 'sha256'), 'sha256'],
  [0x006b, 'dhe', 'rsa', cbc(32, 'sha256'), 'sha256'],
  [0x0033, 'dhe', 'rsa', cbc(16, 'sha1'), 'sha256'],
  [0x0039, 'dhe', 'rsa', cbc(32, 'sha1'), 'sha256'],
  [0x009c, 'rsa', 'rsa', aes128Gcm, 'sha256'],
  [0x009d, 'rsa', 'rsa', aes256Gcm, 'sha384'],
  [0x003c, 'rsa', 'rsa', cbc(16, 'sha256'), 'sha256'],
  [0x003d, 'rsa', 'rsa', cbc(32, 'sha256'), 'sha256'],
  [0x002f, 'rsa', 'rsa', cbc(16, 'sha1'), 'sha256'],
  [0x0035, 'rsa', 'rsa', cbc(32, 'sha1'), 'sha256'],
]

export const cipherSuites: readonly CipherSuite[] = rows.map(
  ([code, keyExchange, authentication, cipher, hash]) => ({
    code,
    name: cipherSuiteName(code),
    keyExchange,
    authentication,
    cipher,
    hash,
  }),
)

export function cipherSuiteFromCode(code: number): CipherSuite | undefined {
  return cipherSuites.find((suite) => suite.code === code)
}

/** The registered name, also of suites that the client does not speak; `0x1234` when it is unknown. */
export function cipherSuiteName(code: number): string {
  return cipherSuiteNames[code] ?? `0x${code.toString(16).padStart(4, '0')}`
}

/**
 * Whether a suite may be used with a version: its number on the wire, as in `versionCode`.
 * AEAD and the SHA-2 MACs came with TLS 1.2 (RFC 5246, RFC 5289); TLS 1.3 has suites of its own.
 */
export function suiteFitsVersion(suite: CipherSuite, version: number): boolean {
  if (version >= 0x0304 || suite.keyExchange === 'tls13')
    return version === 0x0304 && suite.keyExchange === 'tls13'
  return version === 0x0303 || (suite.cipher.kind === 'cbc' && suite.cipher.mac === 'sha1')
}
