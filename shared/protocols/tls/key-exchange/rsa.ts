import { concatBytes } from '../../bytes/index.ts'
import { rsaEncryptPkcs1 } from '../../crypto/index.ts'
import type { LeafKey } from '../certificate/leaf.ts'
import { checkRsaSize } from '../signatures/verify.ts'

/**
 * A premaster secret of 48 bytes that starts with the version our hello offered, and the same encrypted for the
 * server's key (RFC 5246 section 7.4.7.1). That the server owns the key shows in its Finished.
 */
export function rsaPremaster(
  key: Extract<LeafKey, { kind: 'rsa' }>,
  offeredVersion: number,
  randomBytes: (length: number) => Uint8Array,
): { readonly premaster: Uint8Array; readonly encrypted: Uint8Array } {
  checkRsaSize(key)
  const version = Uint8Array.of(offeredVersion >>> 8, offeredVersion & 0xff)
  const premaster = concatBytes(version, randomBytes(46))
  return { premaster, encrypted: rsaEncryptPkcs1(key, premaster, randomBytes) }
}
