import { createCipheriv, createDecipheriv } from 'node:crypto'
import { concatBytes } from '../../bytes/index.ts'

export type AeadName = 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305'

/** The length of the authentication tag that ends every ciphertext, in bytes. */
export const tagLength = 16

const options = { authTagLength: tagLength }

/** RFC 5116: the ciphertext with its tag behind it. */
export function aeadSeal(
  algorithm: AeadName,
  key: Uint8Array,
  nonce: Uint8Array,
  additional: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const cipher = createCipheriv(typed(algorithm), key, nonce, options)
  cipher.setAAD(additional, { plaintextLength: plaintext.length })
  const body = cipher.update(plaintext)
  return concatBytes(body, cipher.final(), cipher.getAuthTag())
}

/** The plaintext, or `undefined` when the tag does not fit: whoever asks knows what to call that. */
export function aeadOpen(
  algorithm: AeadName,
  key: Uint8Array,
  nonce: Uint8Array,
  additional: Uint8Array,
  sealed: Uint8Array,
): Uint8Array<ArrayBuffer> | undefined {
  const length = sealed.length - tagLength
  if (length < 0) return undefined
  const decipher = createDecipheriv(typed(algorithm), key, nonce, options)
  decipher.setAAD(additional, { plaintextLength: length })
  decipher.setAuthTag(sealed.subarray(length))
  try {
    return concatBytes(decipher.update(sealed.subarray(0, length)), decipher.final())
  } catch {
    return undefined
  }
}

/** Electron's BoringSSL may lack ChaCha20-Poly1305 in `node:crypto`: what is missing is not offered. */
export function aeadAvailable(algorithm: AeadName): boolean {
  try {
    const key = new Uint8Array(algorithm === 'aes-128-gcm' ? 16 : 32)
    createCipheriv(typed(algorithm), key, new Uint8Array(12), options)
    return true
  } catch {
    return false
  }
}

/** Node's types have an overload for each kind of AEAD, of the same shape: for the compiler all are GCM. */
function typed(algorithm: AeadName): 'aes-256-gcm' {
  return algorithm as 'aes-256-gcm'
}
