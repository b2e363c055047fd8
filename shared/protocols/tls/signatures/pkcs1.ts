import { concatBytes, equalBytes, fromHex } from '../../bytes/index.ts'
import { type RsaPublicKey, rsaPublicOperation } from '../../crypto/index.ts'
import { digest, type HashName } from '../primitives/hash.ts'

// The DER of DigestInfo up to the digest (RFC 8017 section 9.2, note 1).
const digestInfo: Readonly<Record<HashName, string>> = {
  md5: '3020300c06082a864886f70d020505000410',
  sha1: '3021300906052b0e03021a05000414',
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
}

/**
 * RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2.2), with the hash pair of TLS 1.0 and 1.1 too, which WebCrypto lacks.
 * The expected encoding is made and compared whole, so nothing in the signature's own is ever parsed.
 */
export function verifyPkcs1(
  key: RsaPublicKey,
  hash: HashName | 'md5-sha1',
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const content =
    hash === 'md5-sha1'
      ? concatBytes(digest('md5', message), digest('sha1', message))
      : concatBytes(fromHex(digestInfo[hash]), digest(hash, message))
  const paddingLength = key.modulus.length - content.length - 3
  if (paddingLength < 8) return false
  const expected = concatBytes(
    Uint8Array.of(0, 1),
    new Uint8Array(paddingLength).fill(0xff),
    Uint8Array.of(0),
    content,
  )
  const opened = rsaPublicOperation(key, signature)
  return opened !== undefined && equalBytes(opened, expected)
}
