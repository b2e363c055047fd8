import { ByteWriter, concatBytes } from '../../bytes/index.ts'
import type { BulkCipher } from '../codes/cipher-suites.ts'
import { TlsError } from '../error.ts'
import type { DirectionKeys } from '../keys/schedule12.ts'
import { limits } from '../limits.ts'
import { aeadOpen, aeadSeal, tagLength } from '../primitives/aead.ts'
import { nonceFor } from './nonce.ts'
import { type Opener, type Sealer, SequenceNumber } from './protection.ts'

type AeadCipher = Extract<BulkCipher, { kind: 'aead' }>

const explicitNonceLength = 8

/**
 * AEAD records of TLS 1.2 (RFC 5246 section 6.2.3.3). GCM sends half of its nonce with every record
 * (RFC 5288 section 3), ChaCha20-Poly1305 none (RFC 7905 section 2).
 */
export function sealAead12(cipher: AeadCipher, keys: DirectionKeys): Sealer {
  const sequence = new SequenceNumber()
  return {
    seal({ type, fragment }) {
      const number = sequence.next()
      const additional = additionalData(number, type, fragment.length)
      const explicit = hasExplicitNonce(cipher) ? number : new Uint8Array(0)
      const nonce = hasExplicitNonce(cipher) ? concatBytes(keys.iv, explicit) : nonceFor(keys.iv, number)
      const sealed = aeadSeal(cipher.algorithm, keys.key, nonce, additional, fragment)
      return { type, body: concatBytes(explicit, sealed) }
    },
  }
}

/** The reverse of {@link sealAead12}. */
export function openAead12(cipher: AeadCipher, keys: DirectionKeys): Opener {
  const sequence = new SequenceNumber()
  const explicitLength = hasExplicitNonce(cipher) ? explicitNonceLength : 0
  return {
    expansion: limits.expansion12,
    open(type, body) {
      const number = sequence.next()
      const length = body.length - explicitLength - tagLength
      if (length < 0) throw new TlsError('tls.truncated', 'a protected record is shorter than its protection')
      const explicit = body.subarray(0, explicitLength)
      const nonce = hasExplicitNonce(cipher) ? concatBytes(keys.iv, explicit) : nonceFor(keys.iv, number)
      const additional = additionalData(number, type, length)
      const fragment = aeadOpen(cipher.algorithm, keys.key, nonce, additional, body.subarray(explicitLength))
      if (!fragment) throw new TlsError('tls.bad-record-mac', 'a record was changed on its way')
      return { type, fragment }
    },
  }
}

function hasExplicitNonce(cipher: AeadCipher): boolean {
  return cipher.saltLength < 12
}

function additionalData(sequence: Uint8Array, type: number, length: number): Uint8Array {
  return new ByteWriter()
    .raw(sequence, 'sequence number')
    .u8(type, 'content type')
    .u16(0x0303, 'version: TLS 1.2')
    .u16(length, 'length of the content')
    .bytes()
}
