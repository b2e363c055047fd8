import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../../../shared/protocols/bytes/index.ts'
import { prf } from '../../../shared/protocols/tls/keys/prf.ts'

describe('the pseudorandom function', () => {
  // Published on the IETF TLS list in 2009 (message 03416 of its archive) for the hashes of TLS 1.2.
  test('of TLS 1.2 with SHA-256', () => {
    const output = prf(
      'sha256',
      fromHex('9bbe436ba940f017b17652849a71db35'),
      'test label',
      fromHex('a0ba9f936cda311827a6f796ffd5198c'),
      100,
    )
    expect(toHex(output)).toBe(
      'e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66',
    )
  })

  test('of TLS 1.2 with SHA-384', () => {
    const output = prf(
      'sha384',
      fromHex('b80b733d6ceefcdc71566ea48e5567df'),
      'test label',
      fromHex('cd665cf6a8447dd6ff8b27555edb7465'),
      148,
    )
    expect(toHex(output)).toBe(
      '7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c9146a0e534cb400fed2700884f9dc236f80edd8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad05d9184259b5bf8cd4d90fa0d31e2dec479e4f1a26066f2eea9a69236a3e52655c9e9aee691c8f3a26854308d5eaa3be85e0990703d73e56f',
    )
  })

  // Made with OpenSSL 3.0: `openssl kdf -kdfopt digest:MD5-SHA1 … TLS1-PRF`. The odd length of the secret
  // makes both halves share its middle byte.
  test('of TLS 1.0 with MD5 and SHA-1', () => {
    const output = prf(
      'md5-sha1',
      fromHex('b80b733d6ceefcdc71566ea48e5567df01'),
      'test label',
      fromHex('cd665cf6a8447dd6ff8b27555edb7465'),
      48,
    )
    expect(toHex(output)).toBe(
      'e834e50f574a4f570451f73407ca73639a5a1115f95876a9815e539821b465a1af1c7afa78f6c08c31911007c77ea98d',
    )
  })
})
