import { concatBytes } from '../../bytes/index.ts'
import { type HashName, hmac } from '../primitives/hash.ts'

/** P_hash (RFC 5246 section 5). */
function expand(
  hash: HashName,
  secret: Uint8Array,
  seed: Uint8Array,
  length: number,
): Uint8Array<ArrayBuffer> {
  const output = new Uint8Array(length)
  let chain: Uint8Array = seed
  for (let at = 0; at < length; ) {
    chain = hmac(hash, secret, chain)
    const block = hmac(hash, secret, chain, seed).subarray(0, length - at)
    output.set(block, at)
    at += block.length
  }
  return output
}

/**
 * The pseudorandom function up to TLS 1.2. `hash` is the suite's (RFC 5246 section 5), or `md5-sha1` before
 * TLS 1.2, where both run over half of the secret each and are combined (RFC 2246 section 5).
 */
export function prf(
  hash: HashName | 'md5-sha1',
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  length: number,
): Uint8Array<ArrayBuffer> {
  const labelled = concatBytes(new TextEncoder().encode(label), seed)
  if (hash !== 'md5-sha1') return expand(hash, secret, labelled, length)
  const half = Math.ceil(secret.length / 2)
  const output = expand('md5', secret.subarray(0, half), labelled, length)
  const other = expand('sha1', secret.subarray(secret.length - half), labelled, length)
  return output.map((byte, index) => byte ^ (other[index] ?? 0))
}
