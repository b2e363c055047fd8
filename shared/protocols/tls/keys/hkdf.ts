import { ByteWriter, concatBytes } from '../../bytes/index.ts'
import { digest, type HashName, hashLength, hmac } from '../primitives/hash.ts'

/** HKDF-Extract (RFC 5869 section 2.2). */
export function hkdfExtract(hash: HashName, salt: Uint8Array, input: Uint8Array): Uint8Array<ArrayBuffer> {
  return hmac(hash, salt, input)
}

/** HKDF-Expand (RFC 5869 section 2.3). */
export function hkdfExpand(
  hash: HashName,
  secret: Uint8Array,
  info: Uint8Array,
  length: number,
): Uint8Array<ArrayBuffer> {
  let output: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  let block: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  for (let counter = 1; output.length < length; counter += 1) {
    block = hmac(hash, secret, block, info, Uint8Array.of(counter))
    output = concatBytes(output, block)
  }
  return output.slice(0, length)
}

/** HKDF-Expand-Label (RFC 8446 section 7.1). */
export function expandLabel(
  hash: HashName,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array<ArrayBuffer> {
  const info = new ByteWriter()
  info
    .u16(length, 'length')
    .vector8('label', () => info.raw(new TextEncoder().encode(`tls13 ${label}`)))
    .vector8('context', () => info.raw(context))
  return hkdfExpand(hash, secret, info.bytes(), length)
}

/** Derive-Secret (RFC 8446 section 7.1); `transcriptHash` is that of the messages so far. */
export function deriveSecret(
  hash: HashName,
  secret: Uint8Array,
  label: string,
  transcriptHash: Uint8Array = digest(hash),
): Uint8Array<ArrayBuffer> {
  return expandLabel(hash, secret, label, transcriptHash, hashLength[hash])
}
