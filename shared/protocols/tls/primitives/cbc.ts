import { createCipheriv, createDecipheriv } from 'node:crypto'
import { concatBytes } from '../../bytes/index.ts'

/** The block length of AES, in bytes. */
export const blockLength = 16

/** AES in CBC mode without padding: whole blocks in, as many out. The key has 16 or 32 bytes. */
export function cbcEncrypt(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array): Uint8Array<ArrayBuffer> {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, iv).setAutoPadding(false)
  return concatBytes(cipher.update(plaintext), cipher.final())
}

/** The reverse of {@link cbcEncrypt}. */
export function cbcDecrypt(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array<ArrayBuffer> {
  const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, iv).setAutoPadding(false)
  return concatBytes(decipher.update(ciphertext), decipher.final())
}
