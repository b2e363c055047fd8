import { describe, expect, test } from 'vitest'
import {
  type Certificate,
  LINT_RULES,
  type LintRuleId,
  lintChain,
} from '../../../shared/protocols/x509/index.ts'
import { type CertificateOptions, extension, keyIdentifier, type MadeExtension } from './certificate-maker.ts'
import { authority, judge, server } from './chains.ts'
import { explicit, implicit, sequence } from './der-maker.ts'

const root = authority('Root')
const issuing = authority('Issuing', 'Root')
const leaf = server('Issuing')

const leafWith = (extensions: readonly MadeExtension[], fields: CertificateOptions = {}) => [
  server('Issuing', { ...fields, extensions }),
  issuing,
  root,
]
const issuingWith = (extensions: readonly MadeExtension[], fields: CertificateOptions = {}) => [
  leaf,
  authority('Issuing', 'Root', { ...fields, extensions }),
  root,
]
const rootWith = (extensions: readonly MadeExtension[]) => [
  leaf,
  issuing,
  authority('Root', 'Root', { extensions }),
]

const keyIdentifierAndMore = (value: Uint8Array): MadeExtension => ({
  oid: '2.5.29.35',
  value: sequence(implicit(0, keyIdentifier('Root')), value),
})

/** Chains that break one rule each. All but those that need a root of another kind are valid all the same. */
const BROKEN: Record<LintRuleId, readonly (readonly Certificate[])[]> = {
  'serial-number': [
    leafWith([], { serial: 0 }),
    leafWith([], { serial: '80' }),
    leafWith([], { serial: `00${'80'.repeat(20)}` }),
    issuingWith([], { serial: `01${'00'.repeat(20)}` }),
  ],
  'authority-key-identifier-missing': [
    [server('Issuing', { without: ['2.5.29.35'] }), issuing, root],
    [leaf, authority('Issuing', 'Root', { without: ['2.5.29.35'] }), root],
  ],
  'authority-key-identifier-issuer': [
    issuingWith([keyIdentifierAndMore(implicit(2, Uint8Array.of(1)))]),
    rootWith([keyIdentifierAndMore(explicit(1, implicit(2, Buffer.from('example.com'))))]),
  ],
  'root-key-identifiers-differ': [rootWith([extension.authorityKeyIdentifier(keyIdentifier('Other'))])],
  'subject-key-identifier-missing': [[leaf, authority('Issuing', 'Root', { without: ['2.5.29.14'] }), root]],
  'basic-constraints-not-critical': [issuingWith([extension.basicConstraints(true, undefined, false)])],
  'name-constraints-not-critical': [
    issuingWith([extension.nameConstraints({ permitted: ['dns:example.com'] }, false)]),
  ],
  'name-constraint-leading-dot': [
    issuingWith([extension.nameConstraints({ permitted: ['dns:.example.com'] })]),
  ],
  'policy-constraints-not-critical': [
    issuingWith([{ oid: '2.5.29.36', value: sequence(implicit(0, Uint8Array.of(5))) }]),
  ],
  'root-extended-key-usage': [rootWith([extension.extKeyUsage(['1.3.6.1.5.5.7.3.1'])])],
  'rsa-modulus-size': [leafWith([], { key: { owner: 'server', kind: 'rsa-2052' } })],
  'leaf-authority': [leafWith([extension.basicConstraints(true)])],
  'leaf-signs-certificates': [leafWith([extension.keyUsage(0, 5)])],
  'leaf-name-constraints': [leafWith([extension.nameConstraints({ permitted: ['dns:example.com'] }, false)])],
  'extended-key-usage-missing': [[server('Issuing', { without: ['2.5.29.37'] }), issuing, root]],
  'extended-key-usage-critical': [leafWith([extension.extKeyUsage(['1.3.6.1.5.5.7.3.1'], true)])],
  'extended-key-usage-any': [leafWith([extension.extKeyUsage(['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'])])],
  'alternative-name-criticality': [
    leafWith([extension.subjectAltName(['dns:mail.example.com'], true)]),
    leafWith([extension.subjectAltName(['dns:mail.example.com'], false)], { subject: [] }),
  ],
  'dns-name-characters': [
    leafWith([extension.subjectAltName(['dns:mail.example.com', 'dns:a_b.example.com'])]),
  ],
  'common-name-not-alternative': [
    leafWith([], { subject: ['CN=Mail.example.com'] }),
    leafWith([extension.subjectAltName(['dns:mail.example.com', 'ip:2001:db8::1'])], {
      subject: ['CN=2001:DB8::1'],
    }),
  ],
  'wildcard-public-suffix': [leafWith([extension.subjectAltName(['dns:mail.example.com', 'dns:*.co.uk'])])],
}

const options = { isPublicSuffix: (name: string) => name === 'co.uk' }

describe('the lint', () => {
  test('says nothing of a chain that keeps the rules', () => {
    expect(lintChain([leaf, issuing, root], options)).toEqual([])
    const varied = server('Issuing', {
      subject: ['C=GB', 'CN=192.0.2.1'],
      extensions: [extension.subjectAltName(['dns:*.example.com', 'dns:mail.example.com', 'ip:192.0.2.1'])],
    })
    expect(lintChain([varied, issuing, root], options)).toEqual([])
  })

  test.each(LINT_RULES)(
    '$id (Baseline Requirements $section) is broken by a chain that is valid',
    async ({ id, section }) => {
      for (const chain of BROKEN[id]) {
        const findings = lintChain(chain, options)
        expect(findings.map(({ rule }) => rule)).toEqual([id])
        expect(findings[0]).toMatchObject({ section, detail: expect.stringMatching(/\S/) })
        expect(chain).toContain(findings[0]?.certificate)
        const [subject = leaf, ...above] = chain
        expect(
          await judge({ leaf: subject, presented: above.slice(0, -1), roots: above.slice(-1) }),
        ).toMatchObject({
          valid: true,
        })
      }
    },
  )

  test('leaves the public suffixes out where nobody knows them', () => {
    const [chain = []] = BROKEN['wildcard-public-suffix']
    expect(lintChain(chain)).toEqual([])
  })

  test('an authority that renews its own key is no root', () => {
    const renewed = authority('Issuing', 'Issuing', {
      key: { owner: 'Issuing again' },
      signer: { owner: 'Issuing' },
    })
    const chain = [
      server('Issuing', { signer: { owner: 'Issuing again' } }),
      authority('Issuing', 'Issuing', {
        key: { owner: 'Issuing again' },
        signer: { owner: 'Issuing' },
        extensions: [extension.authorityKeyIdentifier(keyIdentifier('Issuing'))],
      }),
      issuing,
      root,
    ]
    expect(lintChain(chain)).toEqual([])
    expect(lintChain([...chain.slice(0, 1), renewed, issuing, root])).toMatchObject([
      { rule: 'authority-key-identifier-missing', certificate: renewed },
    ])
  })

  test("the number of a root is nobody's business any more", () => {
    expect(lintChain([leaf, issuing, authority('Root', 'Root', { serial: 0 })])).toEqual([])
  })
})
