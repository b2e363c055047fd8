import { describe, expect, test } from 'vitest'
import { combineAnchors, trustAnchors, verifyChain } from '../../../shared/protocols/x509/index.ts'
import { DAY, extension, type KeyKind, keyIdentifier, NOW, type SignatureKind } from './certificate-maker.ts'
import { authority, codesOf, judge, server } from './chains.ts'
import { oid, printable, sequence, set } from './der-maker.ts'

const root = authority('Root')
const issuing = authority('Issuing', 'Root')
const leaf = server('Issuing')
const subjects = (certificates: readonly { readonly subject: { readonly text: string } }[]) =>
  certificates.map(({ subject }) => subject.text)

describe('a chain that is as it should be', () => {
  test('is valid, and the verdict names the path, the anchor and its store', async () => {
    const verdict = await judge({ leaf, presented: [issuing], roots: [root] })
    expect(verdict).toMatchObject({
      valid: true,
      problems: [],
      anchor: { store: 'test' },
      presented: { complete: true, ordered: true, unused: [] },
      counts: { signatures: 2, certificates: 1 },
    })
    expect(verdict.reason).toBeUndefined()
    expect(subjects(verdict.path)).toEqual(['CN=mail.example.com', 'CN=Issuing'])
    expect(verdict.certificates.map(({ source, problems }) => [source, problems.length])).toEqual([
      ['leaf', 0],
      ['presented', 0],
      ['anchor', 0],
    ])
  })

  test('may be presented in the wrong order, with its root and with strangers, and the verdict says so', async () => {
    const upper = authority('Upper', 'Root')
    const lower = authority('Lower', 'Upper')
    const stranger = authority('Stranger')
    const verdict = await judge({
      leaf: server('Lower'),
      presented: [stranger, upper, lower, root],
      roots: [root],
    })
    expect(verdict).toMatchObject({ valid: true, presented: { complete: true, ordered: false } })
    expect(subjects(verdict.presented.unused)).toEqual(['CN=Stranger', 'CN=Root'])
  })

  test('a root at the end of a chain in order leaves it in order', async () => {
    const verdict = await judge({ leaf, presented: [issuing, root], roots: [root] })
    expect(verdict.presented).toMatchObject({ complete: true, ordered: true, unused: [{ der: root.der }] })
  })

  test.each<[string, KeyKind, SignatureKind]>([
    ['RSA with SHA-256', 'rsa-2048', 'sha256'],
    ['RSA with SHA-384', 'rsa-2048', 'sha384'],
    ['RSA with SHA-512', 'rsa-2048', 'sha512'],
    ['RSASSA-PSS with SHA-256', 'rsa-2048', 'pss-sha256'],
    ['RSASSA-PSS with SHA-384', 'rsa-2048', 'pss-sha384'],
    ['ECDSA on P-256', 'P-256', 'sha256'],
    ['ECDSA on P-384', 'P-384', 'sha384'],
    ['ECDSA on P-521', 'P-521', 'sha512'],
    ['ECDSA on P-521 with a shorter hash', 'P-521', 'sha256'],
    ['Ed25519', 'ed25519', 'sha256'],
  ])("is valid when signed by %s, and not when the signature is another's", async (_, kind, signature) => {
    const signer = { owner: `Root ${kind}`, kind }
    const anchor = authority('Root', 'Root', { key: signer, signer, signature })
    const signed = server('Root', { signer, signature })
    expect(await judge({ leaf: signed, roots: [anchor] })).toMatchObject({ valid: true })
    const forger = { owner: `Forger ${kind}`, kind }
    const forged = server('Root', { signer: forger, signature, without: ['2.5.29.35'] })
    expect(await judge({ leaf: forged, roots: [anchor] })).toMatchObject({
      valid: false,
      reason: { code: 'bad-signature', certificate: forged },
    })
  })

  test('is one chain when a name is written in another string type, case or spacing', async () => {
    const printed = sequence(set(sequence(oid('2.5.4.3'), printable('issuing  AUTHORITY'))))
    const lower = authority('Issuing Authority', 'Root')
    const named = server('Issuing Authority', { issuer: printed })
    expect(await judge({ leaf: named, presented: [lower], roots: [root] })).toMatchObject({ valid: true })
  })

  test('a leaf that is itself an anchor needs no path, whatever it may certify', async () => {
    const alone = server('mail.example.com', { signer: { owner: 'server' } })
    expect(await judge({ leaf: alone, roots: [alone] })).toMatchObject({ valid: true, path: [alone] })
    const later = await judge({ leaf: alone, roots: [alone], at: NOW + 365 * DAY })
    expect(codesOf(later)).toEqual(['expired'])
  })

  test('an anchor may be an intermediate, which ends the path there', async () => {
    expect(await judge({ leaf, roots: [issuing], presented: [root] })).toMatchObject({
      valid: true,
      anchor: { certificate: { subject: { text: 'CN=Issuing' } } },
    })
  })

  test('the store that is named is the first that holds the anchor', async () => {
    const anchors = combineAnchors(
      trustAnchors('mozilla', []),
      trustAnchors('file', [root.der, Uint8Array.of(1)]),
    )
    expect(anchors).toMatchObject({ size: 1, unreadable: 1 })
    const verdict = await verifyChain({ leaf, presented: [issuing], anchors, at: NOW })
    expect(verdict.anchor?.store).toBe('file')
  })

  test('without a host the name is left out of the verdict', async () => {
    const anchors = trustAnchors('test', [root.der])
    expect(await verifyChain({ leaf, presented: [issuing], anchors, at: NOW })).toMatchObject({ valid: true })
  })
})

describe('why a chain is not valid', () => {
  test('expired: which certificate, and the rest of the path still stands', async () => {
    const old = server('Issuing', { notBefore: NOW - 90 * DAY, notAfter: NOW - DAY })
    const verdict = await judge({ leaf: old, presented: [issuing], roots: [root] })
    expect(verdict).toMatchObject({
      valid: false,
      reason: { code: 'expired', certificate: old },
      presented: { complete: true },
    })
    expect(codesOf(verdict)).toEqual(['expired'])
  })

  test('not yet valid', async () => {
    const early = server('Root', { notBefore: NOW + 1000, notAfter: NOW + DAY })
    expect(codesOf(await judge({ leaf: early, roots: [root] }))).toEqual(['not-yet-valid'])
    expect(codesOf(await judge({ leaf: early, roots: [root], at: NOW + 1000 }))).toEqual([])
  })

  test('the last second counts to its end', async () => {
    const brief = server('Root', { notBefore: NOW - DAY, notAfter: NOW })
    expect(codesOf(await judge({ leaf: brief, roots: [root], at: NOW + 999 }))).toEqual([])
    expect(codesOf(await judge({ leaf: brief, roots: [root], at: NOW + 1000 }))).toEqual(['expired'])
  })

  test('an expired intermediate, and an expired root', async () => {
    const dates = { notBefore: NOW - 90 * DAY, notAfter: NOW - DAY }
    const oldIssuing = authority('Issuing', 'Root', dates)
    const oldRoot = authority('Root', 'Root', dates)
    expect((await judge({ leaf, presented: [oldIssuing], roots: [root] })).reason).toMatchObject({
      code: 'expired',
      certificate: oldIssuing,
    })
    expect((await judge({ leaf, presented: [issuing], roots: [oldRoot] })).reason).toMatchObject({
      code: 'expired',
      certificate: { der: oldRoot.der },
    })
  })

  test('another name', async () => {
    const verdict = await judge({
      leaf,
      presented: [issuing],
      roots: [root],
      host: 'autodiscover.example.com',
    })
    expect(codesOf(verdict)).toEqual(['name-mismatch'])
    expect(verdict.path).toHaveLength(2)
  })

  test('self-signed', async () => {
    const alone = server('mail.example.com', { signer: { owner: 'server' } })
    expect((await judge({ leaf: alone, roots: [root] })).reason).toMatchObject({
      code: 'self-signed',
      certificate: alone,
    })
  })

  test('a root that nobody trusts', async () => {
    const verdict = await judge({ leaf, presented: [issuing, root], roots: [authority('Other')] })
    expect(verdict.reason).toMatchObject({ code: 'untrusted-root', certificate: root })
    expect(subjects(verdict.path)).toEqual(['CN=mail.example.com', 'CN=Issuing', 'CN=Root'])
    expect(verdict.presented.complete).toBe(false)
  })

  test('an intermediate that was not presented, and which is the one', async () => {
    const verdict = await judge({ leaf, roots: [root] })
    expect(verdict).toMatchObject({
      valid: false,
      reason: { code: 'no-path-to-a-root', certificate: leaf, detail: expect.stringContaining('CN=Issuing') },
      presented: { complete: false },
    })
  })

  test('an intermediate that was fetched makes the chain valid, and not complete', async () => {
    const verdict = await judge({ leaf, roots: [root], extra: [issuing] })
    expect(verdict).toMatchObject({ valid: true, presented: { complete: false, ordered: true } })
    expect(verdict.certificates.map(({ source }) => source)).toEqual(['leaf', 'extra', 'anchor'])
  })

  test('a fetched intermediate is passed over where the presented ones do', async () => {
    const shorter = authority('Issuing', 'Root', { serial: 7 })
    const verdict = await judge({ leaf, roots: [root], presented: [issuing], extra: [shorter] })
    expect(verdict).toMatchObject({ valid: true, presented: { complete: true } })
    expect(verdict.path[1]).toBe(issuing)
  })

  test.each<[string, string, Parameters<typeof authority>[2]]>([
    ['says that it is none', 'ca-constraint', { extensions: [extension.basicConstraints(false)] }],
    ['does not say that it is one', 'ca-constraint', { without: ['2.5.29.19'] }],
    ['may not sign certificates', 'ca-constraint', { extensions: [extension.keyUsage(0, 6)] }],
    [
      'is of version 1',
      'ca-constraint',
      { version: 0, without: ['2.5.29.19', '2.5.29.15', '2.5.29.14', '2.5.29.35'] },
    ],
    ['is for e-mail alone', 'wrong-usage', { extensions: [extension.extKeyUsage(['1.3.6.1.5.5.7.3.4'])] }],
    [
      'has an extension that must be understood',
      'unknown-critical-extension',
      { extensions: [{ oid: '1.2.3.4', critical: true, value: new Uint8Array([5, 0]) }] },
    ],
    [
      'has constraints that cannot be read',
      'malformed',
      { extensions: [{ oid: '2.5.29.30', critical: true, value: new Uint8Array([5, 0]) }] },
    ],
    ['is signed with SHA-1', 'weak-signature', { signature: 'sha1' }],
    [
      'is signed with MD5',
      'weak-signature',
      { signer: { owner: 'Root', kind: 'rsa-2048' }, signature: 'md5' },
    ],
    ['has a weak key', 'weak-key', { key: { owner: 'Issuing', kind: 'rsa-1024' } }],
    [
      'has a key on a curve of another world',
      'unsupported-algorithm',
      { key: { owner: 'Issuing', kind: 'secp256k1' } },
    ],
  ])('an authority that %s: %s', async (_, code, changes = {}) => {
    const signer = changes.key ?? { owner: 'Issuing' }
    const rootKey = changes.signer ?? { owner: 'Root' }
    const odd = authority('Issuing', 'Root', changes)
    const verdict = await judge({
      leaf: server('Issuing', { signer }),
      presented: [odd],
      roots: [authority('Root', 'Root', { key: rootKey, signer: rootKey })],
    })
    expect(verdict.valid).toBe(false)
    expect(
      verdict.problems.map((problem) => [problem.code, problem.certificate.subject.text]),
    ).toContainEqual([code, 'CN=Issuing'])
    expect(verdict.anchor, 'the path is still shown to its end').toBeDefined()
  })

  test.each<[string, string, Parameters<typeof server>[1]]>([
    ['may not be a server', 'wrong-usage', { extensions: [extension.extKeyUsage(['1.3.6.1.5.5.7.3.2'])] }],
    ['may only certify', 'wrong-usage', { extensions: [extension.keyUsage(5)] }],
    ['is signed with SHA-1', 'weak-signature', { signature: 'sha1' }],
    ['has a weak key', 'weak-key', { key: { owner: 'server', kind: 'rsa-1024' } }],
    [
      'has names that cannot be read',
      'malformed',
      { extensions: [{ oid: '2.5.29.17', value: new Uint8Array([5, 0]) }] },
    ],
    [
      'has an extension that must be understood',
      'unknown-critical-extension',
      { extensions: [{ oid: '1.2.3.4', critical: true, value: new Uint8Array([5, 0]) }] },
    ],
  ])('a leaf that %s: %s', async (_, code, changes) => {
    const odd = server('Issuing', changes)
    const verdict = await judge({ leaf: odd, presented: [issuing], roots: [root] })
    expect(verdict.problems).toContainEqual(expect.objectContaining({ code, certificate: odd }))
    expect(verdict.valid).toBe(false)
  })

  test('a leaf that is for any usage is for a server', async () => {
    const any = server('Root', { extensions: [extension.extKeyUsage(['2.5.29.37.0'])] })
    expect(await judge({ leaf: any, roots: [root] })).toMatchObject({ valid: true })
  })

  test('more authorities than one of them allows', async () => {
    const upper = authority('Upper', 'Root', { extensions: [extension.basicConstraints(true, 0)] })
    const lower = authority('Lower', 'Upper')
    const verdict = await judge({ leaf: server('Lower'), presented: [lower, upper], roots: [root] })
    expect(verdict.reason).toMatchObject({ code: 'ca-constraint', certificate: upper })
  })

  test('an authority that renews its own key does not count against that', async () => {
    const upper = authority('Upper', 'Root', { extensions: [extension.basicConstraints(true, 0)] })
    const renewed = authority('Upper', 'Upper', { key: { owner: 'Upper again' }, signer: { owner: 'Upper' } })
    const verdict = await judge({
      leaf: server('Upper', { signer: { owner: 'Upper again' } }),
      presented: [renewed, upper],
      roots: [root],
    })
    expect(verdict).toMatchObject({ valid: true, path: [{}, { der: renewed.der }, { der: upper.der }] })
  })

  test('everything that is wrong is told, what explains most first', async () => {
    const bad = server('Issuing', { notAfter: NOW - DAY, key: { owner: 'server', kind: 'rsa-1024' } })
    const verdict = await judge({ leaf: bad, presented: [issuing], roots: [], host: 'other.example.com' })
    expect(codesOf(verdict)).toEqual(['no-path-to-a-root', 'expired', 'name-mismatch', 'weak-key'])
  })
})

describe('the search', () => {
  const expired = { notBefore: NOW - 90 * DAY, notAfter: NOW - DAY }

  test('goes around an expired cross-sign to the root that is trusted', async () => {
    const cross = authority('Issuing', 'Old Root', { ...expired, signer: { owner: 'Old Root' } })
    const verdict = await judge({
      leaf,
      presented: [cross, issuing],
      roots: [authority('Old Root', 'Old Root', expired), root],
    })
    expect(verdict).toMatchObject({ valid: true, path: [leaf, issuing] })
    expect(verdict.presented).toMatchObject({ complete: true, ordered: false })
    expect(verdict.certificates.find(({ certificate }) => certificate === cross)?.problems).toMatchObject([
      { code: 'expired' },
    ])
  })

  test('comes out of cross-signs that go in a circle', async () => {
    const circle = [
      authority('A', 'B'),
      authority('B', 'C'),
      authority('C', 'A'),
      authority('A', 'C'),
      authority('B', 'A'),
      authority('C', 'B'),
    ]
    expect(await judge({ leaf: server('A'), presented: circle, roots: [root] })).toMatchObject({
      valid: false,
      reason: { code: 'no-path-to-a-root' },
    })
    const out = authority('C', 'Root')
    expect(await judge({ leaf: server('A'), presented: [...circle, out], roots: [root] })).toMatchObject({
      valid: true,
    })
  })

  test('tries the issuer whose key identifier fits before its namesakes', async () => {
    const namesakes = Array.from({ length: 20 }, (_, index) =>
      authority('Issuing', 'Root', { key: { owner: `Namesake ${index}` } }),
    )
    const verdict = await judge({ leaf, presented: [...namesakes, issuing], roots: [root] })
    expect(verdict).toMatchObject({ valid: true, counts: { signatures: 2 } })
  })

  test('a wrong key identifier is a hint, not a verdict', async () => {
    const mistaken = server('Root', {
      extensions: [extension.authorityKeyIdentifier(keyIdentifier('Somebody else'))],
    })
    expect(await judge({ leaf: mistaken, roots: [root] })).toMatchObject({ valid: true })
  })

  test.each([
    ['signatures', 5],
    ['steps', 5],
    ['certificates', 3],
  ] as const)('ends at its limit of %s, and says so', async (limit, most) => {
    const namesakes = Array.from({ length: 40 }, (_, index) =>
      authority('Issuing', 'Issuing', {
        key: { owner: `N${index}` },
        signer: { owner: `N${index + 1}` },
        without: ['2.5.29.14'],
      }),
    )
    const verdict = await judge({ leaf, presented: namesakes, roots: [root], limits: { [limit]: most } })
    expect(verdict.valid).toBe(false)
    expect(verdict.counts[limit]).toBe(most)
    expect(codesOf(verdict)).toContain('bounds')
  })

  test('ends at its limit of names, and says so', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `dns:host${index}.example.com`)
    const constrained = authority('Issuing', 'Root', {
      extensions: [extension.nameConstraints({ permitted: names })],
    })
    const verdict = await judge({
      leaf: server('Issuing', { extensions: [extension.subjectAltName(['dns:mail.example.com', ...names])] }),
      presented: [constrained],
      roots: [root],
      limits: { names: 200 },
    })
    expect(verdict.reason?.code).toBe('bounds')
    expect(verdict.counts.names).toBeLessThanOrEqual(200)
  })

  test('ends at its limit of authorities one above the other', async () => {
    const tower = Array.from({ length: 4 }, (_, index) =>
      authority(`L${index}`, index === 3 ? 'Root' : `L${index + 1}`),
    )
    const request = { leaf: server('L0'), presented: tower, roots: [root] }
    expect(await judge({ ...request, limits: { depth: 4 } })).toMatchObject({ valid: true })
    const verdict = await judge({ ...request, limits: { depth: 3 } })
    expect(verdict).toMatchObject({ valid: false, reason: { code: 'bounds' } })
  })

  test('the worst that a hundred certificates of one name can do is bounded', async () => {
    const crowd = Array.from({ length: 100 }, (_, index) =>
      authority('Issuing', 'Issuing', {
        key: { owner: `C${index}` },
        signer: { owner: `C${(index * 7 + 1) % 100}` },
        without: ['2.5.29.14', '2.5.29.35'],
      }),
    )
    const { counts, valid } = await judge({
      leaf: server('Issuing', { without: ['2.5.29.35'] }),
      presented: crowd,
      roots: [root],
    })
    expect(valid).toBe(false)
    expect(counts.signatures).toBeLessThanOrEqual(100)
    expect(counts.steps).toBeLessThanOrEqual(1000)
  })
})
