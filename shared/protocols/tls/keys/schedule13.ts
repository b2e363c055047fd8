import { digest, type HashName, hashLength, hmac } from '../primitives/hash.ts'
import { deriveSecret, expandLabel, hkdfExtract } from './hkdf.ts'

const nothing = new Uint8Array(0)

/**
 * The key schedule of TLS 1.3 (RFC 8446 section 7.1), one function an arrow of its diagram. Every secret
 * has the length of the suite's hash.
 */
export function earlySecret(hash: HashName, psk?: Uint8Array): Uint8Array<ArrayBuffer> {
  const zeros = new Uint8Array(hashLength[hash])
  return hkdfExtract(hash, zeros, psk ?? zeros)
}

export function handshakeSecret(
  hash: HashName,
  early: Uint8Array,
  shared: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return hkdfExtract(hash, deriveSecret(hash, early, 'derived'), shared)
}

export function masterSecret(hash: HashName, handshake: Uint8Array): Uint8Array<ArrayBuffer> {
  return hkdfExtract(hash, deriveSecret(hash, handshake, 'derived'), new Uint8Array(hashLength[hash]))
}

/** The traffic secret after a KeyUpdate (section 7.2). */
export function nextTrafficSecret(hash: HashName, secret: Uint8Array): Uint8Array<ArrayBuffer> {
  return expandLabel(hash, secret, 'traffic upd', nothing, hashLength[hash])
}

/** What protects records under a traffic secret (section 7.3). The nonce's fixed part has 12 bytes. */
export function trafficKeys(
  hash: HashName,
  secret: Uint8Array,
  keyLength: number,
): { readonly key: Uint8Array; readonly iv: Uint8Array } {
  return {
    key: expandLabel(hash, secret, 'key', nothing, keyLength),
    iv: expandLabel(hash, secret, 'iv', nothing, 12),
  }
}

/** The content of Finished (section 4.4.4), and of a binder (section 4.2.11.2). */
export function finishedMac(
  hash: HashName,
  baseKey: Uint8Array,
  transcriptHash: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return hmac(hash, expandLabel(hash, baseKey, 'finished', nothing, hashLength[hash]), transcriptHash)
}

/** The key that a ticket stands for (section 4.6.1). */
export function ticketSecret(
  hash: HashName,
  resumption: Uint8Array,
  nonce: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return expandLabel(hash, resumption, 'resumption', nonce, hashLength[hash])
}

/** The binder that proves the key of an offered session, over the hello as far as it precedes the binders. */
export function resumptionBinder(
  hash: HashName,
  psk: Uint8Array,
  ...transcript: readonly Uint8Array[]
): Uint8Array<ArrayBuffer> {
  const binderKey = deriveSecret(hash, earlySecret(hash, psk), 'res binder')
  return finishedMac(hash, binderKey, digest(hash, ...transcript))
}
