import type { NamedGroup } from '../codes/groups.ts'
import { TlsError } from '../error.ts'

/** Our half of an ECDHE exchange. */
export interface KeyShare {
  readonly group: NamedGroup
  /** An X25519 value, or an uncompressed point (RFC 8446 section 4.2.8.2). */
  readonly publicKey: Uint8Array
  readonly privateKey: CryptoKey
}

/** A fresh pair of keys. */
export async function generateKeyShare(group: NamedGroup): Promise<KeyShare> {
  const pair = (await crypto.subtle.generateKey(group.algorithm, false, ['deriveBits'])) as CryptoKeyPair
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  return { group, publicKey, privateKey: pair.privateKey }
}

/**
 * The shared secret: the x coordinate with leading zeros kept. Throws `tls.key-exchange-invalid` when the
 * peer's share is no point of the group, or one that gives no secret.
 */
export async function agree(share: KeyShare, peer: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const { algorithm, publicLength, name } = share.group
  const wellFormed = peer.length === publicLength && (name === 'x25519' || peer[0] === 4)
  if (!wellFormed) throw invalidShare(name)
  try {
    const imported = await crypto.subtle.importKey('raw', new Uint8Array(peer), algorithm, false, [])
    const bits = await crypto.subtle.deriveBits(
      { name: algorithm.name, public: imported },
      share.privateKey,
      name === 'x25519' ? 256 : (publicLength - 1) * 4,
    )
    const secret = new Uint8Array(bits)
    if (secret.every((byte) => byte === 0)) throw invalidShare(name)
    return secret
  } catch (cause) {
    throw invalidShare(name, cause)
  }
}

function invalidShare(group: string, cause?: unknown): TlsError {
  return new TlsError('tls.key-exchange-invalid', `the server's key share is no valid value of ${group}`, {
    cause,
  })
}
