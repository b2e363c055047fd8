import { X509Certificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'
import {
  fingerprints,
  isMustStaple,
  parseCertificate,
  parsePem,
} from '../../../shared/protocols/x509/index.ts'
import { extension, makeCertificate, makeDer } from './certificate-maker.ts'
import {
  explicit,
  implicit,
  integer,
  name,
  nothing,
  octets,
  oid,
  printable,
  sequence,
  set,
  utf8,
} from './der-maker.ts'

const THROWN = (code: string) => expect.objectContaining({ name: 'ProtocolError', code })

/** Node writes one relative name a line, in the order of the certificate, and escapes as RFC 2253 did. */
function asNode(rdns: readonly (readonly { name: string; value: string }[])[]): string {
  const special = (value: string) =>
    value
      .replace(/[\\",+;<>]/g, '\\$&')
      .replace(/^[ #]/, '\\$&')
      .replace(/ $/, '\\ ')
  return rdns
    .map((rdn) => rdn.map((attribute) => `${attribute.name}=${special(attribute.value)}`).join(' + '))
    .join('\n')
}

describe('the certificates that everybody trusts', () => {
  test("every root of Mozilla's list is read as OpenSSL reads it", async () => {
    for (const pem of rootCertificates) {
      const [der = new Uint8Array()] = parsePem(pem)
      const ours = parseCertificate(der)
      const theirs = new X509Certificate(pem)
      expect(asNode(ours.subject.rdns)).toBe(theirs.subject)
      expect(asNode(ours.issuer.rdns)).toBe(theirs.issuer)
      expect(ours.notBefore).toBe(theirs.validFromDate.getTime())
      expect(ours.notAfter).toBe(theirs.validToDate.getTime())
      expect(BigInt(`0x${ours.serial}`)).toBe(BigInt(`0x${theirs.serialNumber}`))
      expect(ours.basicConstraints?.ca ?? ours.version === 1).toBe(theirs.ca || ours.version === 1)
      const { sha1, sha256 } = await fingerprints(ours.der)
      expect(sha256.toUpperCase()).toBe(theirs.fingerprint256.replaceAll(':', ''))
      expect(sha1.toUpperCase()).toBe(theirs.fingerprint.replaceAll(':', ''))
      expect(ours.publicKey.spki).toEqual(
        new Uint8Array(theirs.publicKey.export({ type: 'spki', format: 'der' })),
      )
      const details = theirs.publicKey.asymmetricKeyDetails
      if (ours.publicKey.algorithm === 'rsa') {
        expect(ours.publicKey.bits).toBe(details?.modulusLength)
        expect(BigInt(ours.publicKey.exponent ?? 0)).toBe(details?.publicExponent)
      }
      expect(ours.malformed).toEqual([])
    }
    expect(rootCertificates.length).toBeGreaterThan(100)
  })
})

describe('what a certificate says', () => {
  const leaf = makeDer({
    subject: ['C=GB', 'O=Example, Ltd', 'CN=mail.example.com'],
    issuer: ['CN=Example CA'],
    serial: '00ff01',
    notBefore: Date.UTC(2049, 11, 31, 23, 59, 59),
    notAfter: Date.UTC(2050, 0, 1),
    extensions: [
      extension.subjectAltName([
        'dns:mail.example.com',
        'dns:*.example.com',
        'ip:192.0.2.1',
        'ip:2001:db8::1',
        'email:admin@example.com',
        'uri:https://example.com/',
        'dn:CN=Elsewhere',
      ]),
      extension.basicConstraints(false),
      extension.keyUsage(0, 2),
      extension.extKeyUsage(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']),
      extension.subjectKeyIdentifier(Uint8Array.of(1, 2, 3)),
      extension.authorityKeyIdentifier(Uint8Array.of(4, 5, 6)),
      {
        oid: '1.3.6.1.5.5.7.1.1',
        value: sequence(
          sequence(oid('1.3.6.1.5.5.7.48.1'), implicit(6, Buffer.from('http://ocsp.example.com'))),
          sequence(oid('1.3.6.1.5.5.7.48.2'), implicit(6, Buffer.from('http://ca.example.com/ca.cer'))),
        ),
      },
      {
        oid: '2.5.29.31',
        value: sequence(
          sequence(explicit(0, explicit(0, implicit(6, Buffer.from('http://crl.example.com/1.crl'))))),
        ),
      },
      { oid: '2.5.29.32', value: sequence(sequence(oid('2.23.140.1.2.2'))) },
      { oid: '1.3.6.1.5.5.7.1.24', value: sequence(integer(5)) },
      { oid: '1.3.6.1.4.1.11129.2.4.2', value: octets(Uint8Array.of(0, 0)) },
      { oid: '1.2.3.4', critical: true, value: nothing() },
    ],
  })
  const certificate = parseCertificate(leaf)
  const node = new X509Certificate(leaf)

  test('subject and issuer as RFC 4514 writes them, and as OpenSSL reads them', () => {
    expect(certificate.subject.text).toBe('CN=mail.example.com,O=Example\\, Ltd,C=GB')
    expect(certificate.issuer.text).toBe('CN=Example CA')
    expect(node.subject).toBe('C=GB\nO=Example\\, Ltd\nCN=mail.example.com')
  })

  test('the alternative names, by kind', () => {
    expect(certificate.subjectAltName).toMatchObject({
      dns: ['mail.example.com', '*.example.com'],
      ips: ['192.0.2.1', '2001:db8::1'],
      emails: ['admin@example.com'],
      uris: ['https://example.com/'],
      others: 1,
    })
    expect(node.subjectAltName).toContain('DNS:mail.example.com, DNS:*.example.com, IP Address:192.0.2.1')
  })

  test('validity across 2049 and 2050, where the encoding of times changes', () => {
    expect([certificate.notBefore, certificate.notAfter]).toEqual([
      node.validFromDate.getTime(),
      node.validToDate.getTime(),
    ])
  })

  test('serial number, key and signature', () => {
    expect(certificate.serial).toBe('ff01')
    expect(certificate.publicKey).toMatchObject({ algorithm: 'ec', bits: 256, curve: 'P-256' })
    expect(certificate.signatureAlgorithm).toMatchObject({
      name: 'ecdsa-with-SHA256',
      kind: 'ecdsa',
      hash: 'SHA-256',
    })
    expect(certificate.version).toBe(3)
  })

  test('what the other extensions allow, and where to ask', () => {
    expect(certificate).toMatchObject({
      basicConstraints: { ca: false },
      keyUsage: ['digitalSignature', 'keyEncipherment'],
      extendedKeyUsage: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
      subjectKeyIdentifier: '010203',
      authorityKeyIdentifier: { keyIdentifier: '040506', hasIssuer: false, hasSerial: false },
      authorityInfoAccess: { ocsp: ['http://ocsp.example.com'], caIssuers: ['http://ca.example.com/ca.cer'] },
      crlDistributionPoints: [{ urls: ['http://crl.example.com/1.crl'], partial: false }],
      certificatePolicies: ['2.23.140.1.2.2'],
      hasSignedCertificateTimestamps: true,
    })
    expect(isMustStaple(certificate)).toBe(true)
    expect(node.keyUsage).toEqual(certificate.extendedKeyUsage)
  })

  test('the extensions themselves, in order', () => {
    expect(certificate.extensions).toHaveLength(12)
    expect(certificate.extensions.at(-1)).toMatchObject({ oid: '1.2.3.4', critical: true })
  })

  test("a later change of the caller's bytes changes nothing", () => {
    const bytes = Uint8Array.from(leaf)
    const parsed = parseCertificate(bytes)
    bytes.fill(0)
    expect(parsed.der).toEqual(new Uint8Array(leaf))
  })

  test.each([
    ['rsa-2048', { algorithm: 'rsa', bits: 2048, exponent: 65537 }],
    ['P-384', { algorithm: 'ec', bits: 384, curve: 'P-384' }],
    ['P-521', { algorithm: 'ec', bits: 521, curve: 'P-521' }],
    ['secp256k1', { algorithm: 'ec', bits: 256, curve: 'secp256k1' }],
    ['ed25519', { algorithm: 'ed25519', bits: 256 }],
  ] as const)('a key of kind %s', (kind, expected) => {
    expect(makeCertificate({ key: { owner: 'keys', kind } }).publicKey).toMatchObject(expected)
  })

  test('a signature by RSASSA-PSS, with its salt', () => {
    const signed = makeCertificate({ signer: { owner: 'pss', kind: 'rsa-2048' }, signature: 'pss-sha384' })
    expect(signed.signatureAlgorithm).toMatchObject({
      kind: 'rsa-pss',
      hash: 'SHA-384',
      pss: { saltLength: 48, maskHash: 'SHA-384' },
    })
  })
})

describe('names', () => {
  const subjectText = (...values: readonly Uint8Array[]) =>
    makeCertificate({
      subject: sequence(...values.map((value) => set(sequence(oid('2.5.4.3'), value)))),
      key: { owner: 'n' },
    }).subject.text

  // The examples of RFC 4514 section 4.
  test.each([
    [utf8('James "Jim" Smith, III'), 'CN=James \\"Jim\\" Smith\\, III'],
    [utf8('Before\rAfter'), 'CN=Before\\0dAfter'],
    [utf8('Lučić'), 'CN=Lučić'],
    [octets(Uint8Array.of(0x48, 0x69)), 'CN=#04024869'],
    [utf8(' '), 'CN=\\ '],
    [utf8(' # '), 'CN=\\ #\\ '],
    [utf8('#1'), 'CN=\\#1'],
  ])('%# is written as RFC 4514 has it', (value, expected) => {
    expect(subjectText(value)).toBe(expected)
  })

  test('an attribute whose type has no short name keeps its number', () => {
    const { subject } = makeCertificate({ subject: ['1.3.6.1.4.1.1466.0=x', 'CN=y'], key: { owner: 'n' } })
    expect(subject.text).toBe('CN=y,1.3.6.1.4.1.1466.0=x')
  })

  test('a string that is not of its type is shown as bytes, not guessed', () => {
    expect(subjectText(Uint8Array.of(0x0c, 1, 0xff))).toBe('CN=#0c01ff')
  })

  test('the same name in another string type, case and spacing is the same name', () => {
    const left = makeCertificate({ subject: name('CN=Example  CA '), key: { owner: 'n' } })
    const right = makeCertificate({
      subject: sequence(set(sequence(oid('2.5.4.3'), printable('EXAMPLE CA')))),
      key: { owner: 'n' },
    })
    expect(left.subject.keys).toEqual(right.subject.keys)
  })
})

describe('what is refused', () => {
  test('extensions in a certificate of version 2', () => {
    expect(() => makeCertificate({ version: 1, extensions: [extension.basicConstraints(false)] })).toThrow(
      THROWN('x509.version'),
    )
  })

  test('the same extension twice', () => {
    const twice = [extension.basicConstraints(false), extension.basicConstraints(true)]
    expect(() => makeCertificate({ extensions: twice })).toThrow(THROWN('x509.duplicate-extension'))
  })

  test('anything after the certificate', () => {
    expect(() => parseCertificate(Buffer.concat([makeDer({}), Uint8Array.of(0)]))).toThrow(
      THROWN('x509.trailing'),
    )
  })

  test('a certificate larger than any', () => {
    expect(() => parseCertificate(new Uint8Array(300_000))).toThrow(THROWN('x509.too-large'))
  })

  test('a signature algorithm that is not the signed one', () => {
    const der = makeDer({})
    const inner = Buffer.from(der)
    const identifier = Buffer.from(oid('1.2.840.10045.4.3.2'))
    inner[inner.lastIndexOf(identifier) + identifier.length - 1] = 3
    expect(() => parseCertificate(inner)).toThrow(THROWN('x509.algorithm-mismatch'))
  })

  test('a known extension with a malformed value is listed, and the rest is still read', () => {
    const certificate = makeCertificate({
      extensions: [{ oid: '2.5.29.17', value: Buffer.from('DNS:example.com') }, extension.keyUsage(0)],
    })
    expect(certificate.malformed).toMatchObject([{ oid: '2.5.29.17', error: expect.any(ProtocolError) }])
    expect(certificate.subjectAltName).toBeUndefined()
    expect(certificate.keyUsage).toEqual(['digitalSignature'])
  })

  test('a negative serial number is shown as one', () => {
    expect(makeCertificate({ serial: '85' }).serial).toBe('-7b')
    expect(makeCertificate({ serial: '80' }).serial).toBe('-80')
  })
})
