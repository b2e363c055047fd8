import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { KeyKind } from './certificate-spec.ts'

const generate = promisify(generateKeyPair)

export interface KeyPair {
  readonly kind: KeyKind
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

const kept = new Map<string, Promise<KeyPair>>()

/**
 * The key pair of an owner, made when it is first asked for and the same for all labs of this process: an RSA key
 * takes more of a processor's time than all else that a small lab does to start. What tells one lab from another is
 * its certificates.
 */
export function keyPairOf(owner: string, kind: KeyKind): Promise<KeyPair> {
  const id = `${kind} ${owner}`
  const known = kept.get(id)
  if (known !== undefined) return known
  const made = makeKeyPair(kind)
  kept.set(id, made)
  return made
}

/** A fresh key pair. RSA takes a tenth of a second, or more, of another thread's time. */
async function makeKeyPair(kind: KeyKind): Promise<KeyPair> {
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
