import { ByteReader, concatBytes } from '../../bytes/index.ts'
import type { BulkCipher } from '../codes/cipher-suites.ts'
import { digest, type HashName, hashLength } from '../primitives/hash.ts'
import { prf } from './prf.ts'

/** The hash of the pseudorandom function: the suite's, or the fixed pair before TLS 1.2. */
export type PrfHash = HashName | 'md5-sha1'

const masterLength = 48
const verifyDataLength = 12

/** The master secret from both randoms (RFC 5246 section 8.1). */
export function masterSecretFromRandoms(
  hash: PrfHash,
  premaster: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return prf(hash, premaster, 'master secret', concatBytes(clientRandom, serverRandom), masterLength)
}

/** The master secret from the whole handshake so far (RFC 7627 section 4). */
export function extendedMasterSecret(
  hash: PrfHash,
  premaster: Uint8Array,
  transcript: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return prf(hash, premaster, 'extended master secret', transcriptDigest(hash, transcript), masterLength)
}

/** The content of Finished (RFC 5246 section 7.4.9), 12 bytes. */
export function verifyData(
  hash: PrfHash,
  master: Uint8Array,
  sender: 'client' | 'server',
  transcript: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return prf(hash, master, `${sender} finished`, transcriptDigest(hash, transcript), verifyDataLength)
}

/** Keys of one direction. `mac` is empty with an AEAD, `iv` is the fixed part of its nonce. */
export interface DirectionKeys {
  readonly mac: Uint8Array
  readonly key: Uint8Array
  readonly iv: Uint8Array
}

/** The key block, cut (RFC 5246 section 6.3). TLS 1.1 and 1.2 with CBC leave `iv` unused. */
export function connectionKeys(
  hash: PrfHash,
  master: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
  cipher: BulkCipher,
): { readonly client: DirectionKeys; readonly server: DirectionKeys } {
  const macLength = cipher.kind === 'cbc' ? hashLength[cipher.mac] : 0
  const ivLength = cipher.kind === 'cbc' ? 16 : cipher.saltLength
  const length = 2 * (macLength + cipher.keyLength + ivLength)
  const seed = concatBytes(serverRandom, clientRandom)
  const block = new ByteReader(prf(hash, master, 'key expansion', seed, length), 'tls')
  const [clientMac, serverMac] = [block.take(macLength), block.take(macLength)]
  const [clientKey, serverKey] = [block.take(cipher.keyLength), block.take(cipher.keyLength)]
  const [clientIv, serverIv] = [block.take(ivLength), block.take(ivLength)]
  return {
    client: { mac: clientMac, key: clientKey, iv: clientIv },
    server: { mac: serverMac, key: serverKey, iv: serverIv },
  }
}

function transcriptDigest(hash: PrfHash, transcript: Uint8Array): Uint8Array {
  if (hash !== 'md5-sha1') return digest(hash, transcript)
  return concatBytes(digest('md5', transcript), digest('sha1', transcript))
}
