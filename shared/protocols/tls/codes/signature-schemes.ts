import type { HashName } from '../primitives/hash.ts'

/** How a server signs the key exchange (RFC 8446 section 4.2.3). */
export interface SignatureScheme {
  /** 0 where the version names no scheme: RSA before TLS 1.2. */
  readonly code: number
  readonly name: string
  readonly key: 'rsa-pkcs1' | 'rsa-pss-rsae' | 'rsa-pss-pss' | 'ecdsa' | 'ed25519'
  readonly hash: HashName | 'md5-sha1' | 'intrinsic'
  /** The curve that TLS 1.3 ties to the scheme; without one the scheme is for certificates and TLS 1.2 alone. */
  readonly curve?: 'P-256' | 'P-384' | 'P-521'
}

/** What the client offers, the preferred first. */
export const signatureSchemes: readonly SignatureScheme[] = [
  { code: 0x0403, name: 'ecdsa_secp256r1_sha256', key: 'ecdsa', hash: 'sha256', curve: 'P-256' },
  { code: 0x0804, name: 'rsa_pss_rsae_sha256', key: 'rsa-pss-rsae', hash: 'sha256' },
  { code: 0x0401, name: 'rsa_pkcs1_sha256', key: 'rsa-pkcs1', hash: 'sha256' },
  { code: 0x0503, name: 'ecdsa_secp384r1_sha384', key: 'ecdsa', hash: 'sha384', curve: 'P-384' },
  { code: 0x0805, name: 'rsa_pss_rsae_sha384', key: 'rsa-pss-rsae', hash: 'sha384' },
  { code: 0x0501, name: 'rsa_pkcs1_sha384', key: 'rsa-pkcs1', hash: 'sha384' },
  { code: 0x0806, name: 'rsa_pss_rsae_sha512', key: 'rsa-pss-rsae', hash: 'sha512' },
  { code: 0x0601, name: 'rsa_pkcs1_sha512', key: 'rsa-pkcs1', hash: 'sha512' },
  { code: 0x0603, name: 'ecdsa_secp521r1_sha512', key: 'ecdsa', hash: 'sha512', curve: 'P-521' },
  { code: 0x0807, name: 'ed25519', key: 'ed25519', hash: 'intrinsic' },
  { code: 0x0809, name: 'rsa_pss_pss_sha256', key: 'rsa-pss-pss', hash: 'sha256' },
  { code: 0x080a, name: 'rsa_pss_pss_sha384', key: 'rsa-pss-pss', hash: 'sha384' },
  { code: 0x080b, name: 'rsa_pss_pss_sha512', key: 'rsa-pss-pss', hash: 'sha512' },
  { code: 0x0203, name: 'ecdsa_sha1', key: 'ecdsa', hash: 'sha1' },
  { code: 0x0201, name: 'rsa_pkcs1_sha1', key: 'rsa-pkcs1', hash: 'sha1' },
]

/** RSA in TLS 1.0 and 1.1: PKCS #1 over MD5 and SHA-1 side by side (RFC 4346 section 7.4.3). */
export const rsaMd5Sha1: SignatureScheme = {
  code: 0,
  name: 'rsa_pkcs1_md5_sha1',
  key: 'rsa-pkcs1',
  hash: 'md5-sha1',
}

export function signatureSchemeFromCode(code: number): SignatureScheme | undefined {
  return signatureSchemes.find((scheme) => scheme.code === code)
}

/** ECDSA before TLS 1.2 is always with SHA-1 (RFC 4492 section 5.4). */
export function legacySignatureScheme(keyKind: 'rsa' | 'ec' | 'ed25519'): SignatureScheme | undefined {
  if (keyKind === 'rsa') return rsaMd5Sha1
  return keyKind === 'ec' ? signatureSchemeFromCode(0x0203) : undefined
}
