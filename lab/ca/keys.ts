import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { KeyKind } from './certificate-spec.ts'

const generate = promisify(generateKeyPair)

export interface KeyPair {
  readonly kind: KeyKind
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

/** A fresh key pair. RSA takes tens of milliseconds of another thread's time. */
export async function makeKeyPair(kind: KeyKind): Promise<KeyPair> {
  switch (kind) {
    case 'RSA 2048':
      return { kind, ...(await generate('rsa', { modulusLength: 2048 })) }
    case 'RSA 1024':
      return { kind, ...(await generate('rsa', { modulusLength: 1024 })) }
    case 'P-256':
    case 'P-384':
      return { kind, ...(await generate('ec', { namedCurve: kind })) }
  }
}

/** How WebCrypto names the key together with the hash that it signs over. */
export function signingAlgorithm(kind: KeyKind, hash: string) {
  return kind.startsWith('RSA')
    ? { name: 'RSASSA-PKCS1-v1_5', hash }
    : { name: 'ECDSA', namedCurve: kind, hash }
}
