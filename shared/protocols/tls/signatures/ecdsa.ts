import { ByteReader, concatBytes } from '../../bytes/index.ts'
import { derTag, readElement, readPositiveInteger } from '../certificate/der.ts'

/**
 * An ECDSA signature as TLS carries it (DER, RFC 3279 section 2.2.3) in the form that WebCrypto takes: both
 * integers with `length` bytes each. `undefined` when it is not strict DER.
 */
export function plainEcdsaSignature(der: Uint8Array, length: number): Uint8Array<ArrayBuffer> | undefined {
  try {
    const outer = new ByteReader(der, 'tls')
    const inner = readElement(outer, derTag.sequence)
    const integers = [readPositiveInteger(inner), readPositiveInteger(inner)]
    outer.finish()
    inner.finish()
    if (integers.some((integer) => integer.length > length)) return undefined
    return concatBytes(...integers.flatMap((integer) => [new Uint8Array(length - integer.length), integer]))
  } catch {
    return undefined
  }
}
