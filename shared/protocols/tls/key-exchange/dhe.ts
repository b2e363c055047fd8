import { bitLength, integerFromBytes, integerToBytes, modularPower } from '../../crypto/index.ts'
import { TlsError } from '../error.ts'
import { limits } from '../limits.ts'

/** The server's half of a finite-field exchange (RFC 5246 section 7.4.3), big-endian. */
export interface DheParameters {
  readonly prime: Uint8Array
  readonly generator: Uint8Array
  readonly publicKey: Uint8Array
}

/** Bytes of an exponent with twice the strength of its group, as RFC 7919 section 5.2 counts it, and some to spare. */
function exponentLength(bits: number): number {
  return bits <= 2048 ? 32 : 52
}

export function dheBits(parameters: DheParameters): number {
  return bitLength(integerFromBytes(parameters.prime))
}

/**
 * Our public key, as long as the prime, and the shared secret without leading zeros (RFC 5246 section 8.1.2).
 * Throws `tls.key-exchange-invalid` when the group's size is out of bounds or a value cannot be right.
 */
export function agreeDhe(
  parameters: DheParameters,
  randomBytes: (length: number) => Uint8Array,
): { readonly publicKey: Uint8Array; readonly secret: Uint8Array } {
  const bits = dheBits(parameters)
  const { least, most } = limits.dhePrime
  if (bits < least || bits > most) {
    const bounds = `${least} to ${most}`
    throw new TlsError('tls.key-exchange-invalid', `the server's DHE group has ${bits} bits, not ${bounds}`)
  }
  const prime = integerFromBytes(parameters.prime)
  const generator = integerFromBytes(parameters.generator)
  const peer = integerFromBytes(parameters.publicKey)
  const proper = [generator, peer].every((value) => value > 1n && value < prime - 1n)
  if (!proper || prime % 2n === 0n) throw noSecret()

  const exponent = integerFromBytes(randomBytes(exponentLength(bits)))
  const length = Math.ceil(bits / 8)
  const secret = modularPower(peer, exponent, prime)
  // A modulus that is no prime can come to this.
  if (secret <= 1n) throw noSecret()
  return {
    publicKey: integerToBytes(modularPower(generator, exponent, prime), length),
    secret: integerToBytes(secret, Math.ceil(bitLength(secret) / 8)),
  }
}

function noSecret(): TlsError {
  return new TlsError('tls.key-exchange-invalid', 'the server sent DHE values that give no secret')
}
