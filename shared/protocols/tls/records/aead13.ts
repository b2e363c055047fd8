import { ByteWriter, concatBytes } from '../../bytes/index.ts'
import type { CipherSuite } from '../codes/cipher-suites.ts'
import { contentType } from '../codes/content-types.ts'
import { TlsError } from '../error.ts'
import { trafficKeys } from '../keys/schedule13.ts'
import { limits } from '../limits.ts'
import { aeadOpen, aeadSeal, tagLength } from '../primitives/aead.ts'
import { nonceFor } from './nonce.ts'
import { type Opener, type Sealer, SequenceNumber } from './protection.ts'

/** Protects records under a traffic secret of TLS 1.3 (RFC 8446 section 5.2). No padding is added. */
export function sealAead13(suite: CipherSuite, secret: Uint8Array): Sealer {
  const { algorithm, key, iv } = recordKeys(suite, secret)
  const sequence = new SequenceNumber()
  return {
    seal({ type, fragment }) {
      const inner = concatBytes(fragment, Uint8Array.of(type))
      const additional = header(inner.length + tagLength)
      const body = aeadSeal(algorithm, key, nonceFor(iv, sequence.next()), additional, inner)
      return { type: contentType.applicationData, body }
    },
  }
}

/**
 * The reverse of {@link sealAead13}; padding is taken off. A change_cipher_spec record, which middleboxes are
 * fed with, passes as it is (RFC 8446 section 5).
 */
export function openAead13(suite: CipherSuite, secret: Uint8Array): Opener {
  const { algorithm, key, iv } = recordKeys(suite, secret)
  const sequence = new SequenceNumber()
  return {
    expansion: limits.expansion13,
    open(type, body) {
      if (type === contentType.changeCipherSpec) return { type, fragment: body }
      if (type !== contentType.applicationData)
        throw new TlsError(
          'tls.unexpected-message',
          `an unprotected record of type ${type} after the keys were agreed`,
        )
      const inner = aeadOpen(algorithm, key, nonceFor(iv, sequence.next()), header(body.length), body)
      if (!inner) throw new TlsError('tls.bad-record-mac', 'a record was changed on its way')
      const end = inner.findLastIndex((byte) => byte !== 0)
      if (end < 0) throw new TlsError('tls.unexpected-message', 'a record has padding and no content type')
      return { type: inner[end] ?? 0, fragment: inner.subarray(0, end) }
    },
  }
}

function recordKeys(suite: CipherSuite, secret: Uint8Array) {
  if (suite.cipher.kind !== 'aead') throw new RangeError(`${suite.name} is no suite of TLS 1.3`)
  return {
    algorithm: suite.cipher.algorithm,
    ...trafficKeys(suite.hash, secret, suite.cipher.keyLength),
  }
}

/** The additional data is the record's own header. */
function header(length: number): Uint8Array {
  return new ByteWriter()
    .u8(contentType.applicationData, 'content type: application_data')
    .u16(0x0303, 'legacy version')
    .u16(length, 'length')
    .bytes()
}
