/**
 * `base ** exponent mod modulus` by squaring. Not in constant time: it is for public operations, and for
 * exponents that are used once.
 */
export function modularPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let square = base % modulus
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result % modulus
}
