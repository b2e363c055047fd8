import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'
import { matchHost, parseCertificate, parsePem, toPem } from '../../../shared/protocols/x509/index.ts'
import { extension, makeDer } from './certificate-maker.ts'
import { authority, judge, server } from './chains.ts'

/** Whether `parse` returned or threw as promised; what else it throws fails the test. */
function isTotal(parse: () => unknown): boolean {
  try {
    parse()
    return true
  } catch (error) {
    if (error instanceof ProtocolError) return error.code.startsWith('x509.')
    throw error
  }
}

const SAMPLE = makeDer({
  subject: ['C=GB', 'O=Example', 'CN=mail.example.com'],
  signer: { owner: 'hostile', kind: 'rsa-2048' },
  signature: 'pss-sha256',
  extensions: [
    extension.subjectAltName([
      'dns:mail.example.com',
      'ip:192.0.2.1',
      'email:a@b',
      'dn:CN=x',
      'uri:http://x',
    ]),
    extension.basicConstraints(true, 3),
    extension.keyUsage(5, 6),
    extension.nameConstraints({ permitted: ['dns:example.com', 'ip:10.0.0.0/8'], excluded: ['dn:CN=bad'] }),
    extension.extKeyUsage(['1.3.6.1.5.5.7.3.1']),
    extension.authorityKeyIdentifier(Uint8Array.of(1)),
  ],
})

describe('hostile bytes', () => {
  test('arbitrary bytes are a certificate or a ProtocolError, never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => isTotal(() => parseCertificate(bytes))),
      {
        numRuns: 3000,
      },
    )
  })

  test('a certificate with bytes changed, cut out or put in is read or refused, never anything else', () => {
    const change = fc.record({
      at: fc.nat(SAMPLE.length - 1),
      remove: fc.integer({ min: 0, max: 4 }),
      insert: fc.uint8Array({ maxLength: 4 }),
    })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = [...SAMPLE]
        for (const { at, remove, insert } of changes) bytes.splice(at, remove, ...insert)
        return isTotal(() => matchHost(parseCertificate(Uint8Array.from(bytes)), 'mail.example.com'))
      }),
      { numRuns: 5000 },
    )
  })

  test('every prefix of a certificate is refused', () => {
    for (let length = 0; length < SAMPLE.length; length += 1)
      expect(() => parseCertificate(SAMPLE.subarray(0, length))).toThrow(ProtocolError)
  })

  test('a chain with any of its certificates changed is judged, and never valid by accident', async () => {
    const chain = [authority('Root'), authority('Issuing', 'Root'), server('Issuing')].map(({ der }) => der)
    const places = fc.tuple(fc.nat(2), fc.nat(2000), fc.integer({ min: 1, max: 255 }))
    await fc.assert(
      fc.asyncProperty(places, async ([which, at, flip]) => {
        const [root, issuing, leaf] = chain.map((der, index) => {
          const bytes = Uint8Array.from(der)
          const place = at % bytes.length
          if (index === which) bytes[place] = (bytes[place] ?? 0) ^ flip
          return bytes
        })
        try {
          const verdict = await judge({
            leaf: parseCertificate(leaf ?? new Uint8Array()),
            presented: [parseCertificate(issuing ?? new Uint8Array())],
            roots: [parseCertificate(root ?? new Uint8Array())],
          })
          // Nobody asks who signed the anchor: a change there may do no harm.
          expect(verdict.valid && which !== 0).toBe(false)
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error
        }
      }),
      { numRuns: 600 },
    )
  })

  test('a PEM text of megabytes is read like any other', () => {
    const der = new Uint8Array(4_000_000).fill(7)
    expect(parsePem(toPem(der))[0]?.length).toBe(der.length)
    expect(isTotal(() => parsePem(toPem(der).replace('BwcH', '*wcH')))).toBe(true)
  })

  test('any text is PEM or a ProtocolError', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '-----BEGIN CERTIFICATE-----',
        '-----END CERTIFICATE-----',
        '\n',
        'AAAA',
        '=',
        toPem(SAMPLE),
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => isTotal(() => parsePem(pieces.join('')))),
    )
  })
})
