import { createHash, createHmac } from 'node:crypto'

export type HashName = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512'

/** The length of a hash's result, in bytes. */
export const hashLength: Readonly<Record<HashName, number>> = {
  md5: 16,
  sha1: 20,
  sha256: 32,
  sha384: 48,
  sha512: 64,
}

export function digest(hash: HashName, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const state = createHash(hash)
  for (const part of parts) state.update(part)
  return new Uint8Array(state.digest())
}

/** RFC 2104. */
export function hmac(
  hash: HashName,
  key: Uint8Array,
  ...parts: readonly Uint8Array[]
): Uint8Array<ArrayBuffer> {
  const state = createHmac(hash, key)
  for (const part of parts) state.update(part)
  return new Uint8Array(state.digest())
}
