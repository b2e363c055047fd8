import { concatBytes } from '../bytes/index.ts'
import { integerFromBytes, integerToBytes } from './big-integer.ts'
import { modularPower } from './modular-power.ts'

/** Unsigned, big-endian, without leading zeros. */
export interface RsaPublicKey {
  readonly modulus: Uint8Array
  readonly exponent: Uint8Array
}

/**
 * The public operation (RFC 8017 section 5.2.2): `input` has the modulus's length, so has the result.
 * `undefined` when the input is no number below the modulus.
 */
export function rsaPublicOperation(
  key: RsaPublicKey,
  input: Uint8Array,
): Uint8Array<ArrayBuffer> | undefined {
  const modulus = integerFromBytes(key.modulus)
  const value = integerFromBytes(input)
  if (input.length !== key.modulus.length || value >= modulus) return undefined
  return integerToBytes(modularPower(value, integerFromBytes(key.exponent), modulus), key.modulus.length)
}

/** RSAES-PKCS1-v1_5 (RFC 8017 section 7.2.1). The modulus must be 11 bytes longer than the message. */
export function rsaEncryptPkcs1(
  key: RsaPublicKey,
  message: Uint8Array,
  randomBytes: (length: number) => Uint8Array,
): Uint8Array<ArrayBuffer> {
  const paddingLength = key.modulus.length - message.length - 3
  if (paddingLength < 8) throw new RangeError('the RSA key is too short for the message')
  const padding = randomBytes(paddingLength).map((byte) => byte || 1)
  const encrypted = rsaPublicOperation(
    key,
    concatBytes(Uint8Array.of(0, 2), padding, Uint8Array.of(0), message),
  )
  if (!encrypted) throw new RangeError('the RSA modulus has leading zeros')
  return encrypted
}
