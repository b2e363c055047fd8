import { createDiffieHellmanGroup, getDiffieHellman } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { integerToBytes } from '../../../shared/protocols/crypto/index.ts'
import { agreeDhe } from '../../../shared/protocols/tls/key-exchange/dhe.ts'

const randomBytes = (length: number): Uint8Array => new Uint8Array(length).fill(0xa5)

const group = getDiffieHellman('modp14')
const prime = new Uint8Array(group.getPrime())
const generator = Uint8Array.of(2)

/** Odd, 1031 bits long, and as far from a prime as can be. */
const powerOf3 = integerToBytes(3n ** 650n, 129)

describe('a finite-field key exchange', () => {
  test.each(['modp5', 'modp14', 'modp18'])("agrees with Node's on %s", (name) => {
    const server = createDiffieHellmanGroup(name)
    const publicKey = new Uint8Array(server.generateKeys())
    const parameters = {
      prime: new Uint8Array(server.getPrime()),
      generator: new Uint8Array(server.getGenerator()),
      publicKey,
    }
    const ours = agreeDhe(parameters, randomBytes)
    expect(ours.publicKey).toHaveLength(parameters.prime.length)
    const theirs = server.computeSecret(ours.publicKey)
    const withoutZeros = theirs.subarray(theirs.findIndex((byte) => byte !== 0))
    expect(ours.secret).toEqual(new Uint8Array(withoutZeros))
  })

  const below = (amount: bigint): Uint8Array => {
    const value = BigInt(`0x${Buffer.from(prime).toString('hex')}`) - amount
    return integerToBytes(value, prime.length)
  }

  test.each([
    ['a prime that is broken', { prime: new Uint8Array(96).fill(255) }],
    ['a prime that costs too much', { prime: new Uint8Array(1025).fill(255) }],
    ['a modulus that swallows the share', { prime: powerOf3, publicKey: Uint8Array.of(3) }],
    ['a modulus that is even', { prime: new Uint8Array(256).fill(254) }],
    ['a share of nothing', { publicKey: new Uint8Array(0) }],
    ['a share of 1', { publicKey: Uint8Array.of(1) }],
    ['the greatest share', { publicKey: below(1n) }],
    ['a share beyond the prime', { publicKey: prime }],
    ['a generator of 1', { generator: Uint8Array.of(1) }],
    ['a generator of -1', { generator: below(1n) }],
  ])('refuses %s', (_, change) => {
    const parameters = { prime, generator, publicKey: Uint8Array.of(4), ...change }
    expect(() => agreeDhe(parameters, randomBytes)).toThrow(
      expect.objectContaining({ code: 'tls.key-exchange-invalid' }),
    )
  })
})
