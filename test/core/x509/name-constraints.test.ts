import { describe, expect, test } from 'vitest'
import { extension } from './certificate-maker.ts'
import { authority, codesOf, judge, server } from './chains.ts'

type Constraint = Parameters<typeof extension.nameConstraints>[0]

/** What is wrong with a server of these names below an authority with this constraint. */
async function under(
  constraint: Constraint,
  names: readonly string[],
  subject = ['O=Example'],
): Promise<string[]> {
  const constrained = authority('Issuing', 'Root', { extensions: [extension.nameConstraints(constraint)] })
  const leaf = server('Issuing', {
    subject,
    extensions: [extension.subjectAltName(['dns:mail.example.com', ...names])],
  })
  return codesOf(await judge({ leaf, presented: [constrained], roots: [authority('Root')] }))
}

describe('name constraints', () => {
  test.each<[string, Constraint, readonly string[]]>([
    ['a host below a permitted domain', { permitted: ['dns:example.com'] }, []],
    ['whatever the case', { permitted: ['dns:EXAMPLE.com'] }, []],
    ['a wildcard whose every name is permitted', { permitted: ['dns:example.com'] }, ['dns:*.example.com']],
    ['any of several domains', { permitted: ['dns:example.org', 'dns:example.com'] }, ['dns:a.example.org']],
    ['every name, by the empty constraint', { permitted: ['dns:'] }, ['dns:example.net']],
    ['hosts, by a dot in front as many write it', { permitted: ['dns:.example.com'] }, []],
    ['an address of a permitted range', { permitted: ['ip:192.0.2.0/24'] }, ['ip:192.0.2.77']],
    ['an address of a permitted range of IPv6', { permitted: ['ip:2001:db8::/33'] }, ['ip:2001:db8:7fff::1']],
    ['a mailbox of a permitted host', { permitted: ['email:example.com'] }, ['email:admin@EXAMPLE.com']],
    [
      'a mailbox of a host below a permitted domain',
      { permitted: ['email:.example.com'] },
      ['email:a@mx.example.com'],
    ],
    ['a permitted mailbox', { permitted: ['email:a@example.com'] }, ['email:a@example.com']],
    [
      'a URI of a permitted host',
      { permitted: ['uri:www.example.com'] },
      ['uri:https://www.example.com:444/x'],
    ],
    [
      'a URI of a host below a permitted domain',
      { permitted: ['uri:.example.com'] },
      ['uri:https://www.example.com/'],
    ],
    [
      'a permitted directory name, which the subject has to be as well',
      { permitted: ['dn:O=example'] },
      ['dn:O=Example/CN=x'],
    ],
    [
      'names of other forms than the constraint',
      { permitted: ['ip:192.0.2.0/24'], excluded: ['email:example.com'] },
      [],
    ],
    ['a host beside an excluded one', { excluded: ['dns:bad.example.com'] }, ['dns:notbad.example.com']],
  ])('allow %s', async (_, constraint, names) => {
    expect(await under(constraint, names)).toEqual([])
  })

  test.each<[string, Constraint, readonly string[]]>([
    ['a host of another domain', { permitted: ['dns:example.com'] }, ['dns:mail.example.org']],
    ['a domain that only ends alike', { permitted: ['dns:example.com'] }, ['dns:notexample.com']],
    [
      'a wildcard that is wider than what is permitted',
      { permitted: ['dns:mail.example.com'] },
      ['dns:*.example.com'],
    ],
    [
      'a host below an excluded domain',
      { permitted: ['dns:example.com'], excluded: ['dns:mail.example.com'] },
      [],
    ],
    [
      'a wildcard that could be an excluded host',
      { excluded: ['dns:bad.example.com'] },
      ['dns:*.example.com'],
    ],
    ['the domain itself, by a dot in front', { permitted: ['dns:.example.com'] }, ['dns:example.com']],
    ['a name that is no host name', { permitted: ['dns:example.com'] }, ['dns:.example.com']],
    ['every host, by the empty constraint', { excluded: ['dns:'] }, []],
    ['hosts, by a constraint that nobody can read', { permitted: ['dns:*.example.com'] }, []],
    ['an address of another range', { permitted: ['ip:192.0.2.0/25'] }, ['ip:192.0.2.128']],
    ['an address of the other family', { permitted: ['ip:192.0.2.0/24'] }, ['ip:2001:db8::1']],
    ['an excluded address', { excluded: ['ip:2001:db8::/32'] }, ['ip:2001:db8::1']],
    ['a mailbox of another host', { permitted: ['email:example.com'] }, ['email:a@mx.example.com']],
    [
      'a mailbox whose local part differs in case',
      { permitted: ['email:a@example.com'] },
      ['email:A@example.com'],
    ],
    ['a mailbox that is none', { permitted: ['email:example.com'] }, ['email:a@b@example.com']],
    ['a URI of another host', { permitted: ['uri:www.example.com'] }, ['uri:https://example.com/']],
    ['a URI with an address for a host', { excluded: ['uri:example.com'] }, ['uri:https://192.0.2.1/']],
    ['a directory name of another tree', { permitted: ['dn:O=Example'] }, ['dn:O=Other']],
    ['the subject, though no alternative name', { excluded: ['dn:O=Example'] }, []],
  ])('forbid %s', async (_, constraint, names) => {
    expect(await under(constraint, names)).toEqual(['name-constraint'])
  })

  test('hold for a mailbox in the subject when there is none among the alternative names', async () => {
    const subject = ['E=admin@example.org']
    expect(await under({ permitted: ['email:example.com'] }, [], subject)).toEqual(['name-constraint'])
    expect(await under({ permitted: ['email:example.com'] }, ['email:a@example.com'], subject)).toEqual([])
  })

  test('hold for everything below, and each of several has to allow', async () => {
    const upper = authority('Upper', 'Root', {
      extensions: [extension.nameConstraints({ permitted: ['dns:example.com'] })],
    })
    const lower = authority('Lower', 'Upper', {
      extensions: [extension.nameConstraints({ permitted: ['dns:mail.example.com', 'dns:example.org'] })],
    })
    const request = { presented: [lower, upper], roots: [authority('Root')] }
    expect(codesOf(await judge({ leaf: server('Lower'), ...request }))).toEqual([])
    const wide = server('Lower', {
      extensions: [extension.subjectAltName(['dns:mail.example.com', 'dns:example.org'])],
    })
    const verdict = await judge({ leaf: wide, ...request })
    expect(verdict.reason).toMatchObject({ code: 'name-constraint', certificate: wide })
    expect(verdict.reason?.detail).toContain('CN=Upper')
  })

  test('of a trust anchor hold too', async () => {
    const anchor = authority('Root', 'Root', {
      extensions: [extension.nameConstraints({ permitted: ['dns:example.org'] })],
    })
    expect(codesOf(await judge({ leaf: server('Root'), roots: [anchor] }))).toEqual(['name-constraint'])
  })

  test('hold for the names of an authority, but not of one that renews its key', async () => {
    const names = [extension.subjectAltName(['dns:ca.example.org'])]
    const upper = authority('Upper', 'Root', {
      extensions: [extension.nameConstraints({ permitted: ['dns:example.com'] })],
    })
    const other = authority('Lower', 'Upper', { extensions: names })
    const renewed = authority('Upper', 'Upper', {
      key: { owner: 'Upper again' },
      signer: { owner: 'Upper' },
      extensions: names,
    })
    const roots = [authority('Root')]
    expect(codesOf(await judge({ leaf: server('Lower'), presented: [other, upper], roots }))).toEqual([
      'name-constraint',
    ])
    const leaf = server('Upper', { signer: { owner: 'Upper again' } })
    expect(codesOf(await judge({ leaf, presented: [renewed, upper], roots }))).toEqual([])
  })
})
