import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'
import {
  type Certificate,
  type CertificateList,
  parseCertificateList,
} from '../../../shared/protocols/x509/index.ts'
import { DAY, extension, NOW } from './certificate-maker.ts'
import { authority, codesOf, judge, server } from './chains.ts'
import { boolean, explicit, implicit, integer, sequence } from './der-maker.ts'
import { crlNumber, type ListOptions, makeList, makeListDer } from './list-maker.ts'

const root = authority('Root')
const point = {
  oid: '2.5.29.31',
  value: sequence(
    sequence(explicit(0, explicit(0, implicit(6, Buffer.from('http://crl.example.com/1.crl'))))),
  ),
}
const leaf = server('Root', { extensions: [point] })
const another = { serial: '0123' }
const ours = { serial: leaf.serial, reason: 1 }

/** The codes of a chain whose leaf must be known to be good. */
async function withLists(
  lists: readonly CertificateList[],
  roots: readonly Certificate[] = [root],
): Promise<string[]> {
  return codesOf(await judge({ leaf, roots, lists, requireRevocationStatus: true }))
}
const listed = (options: Partial<ListOptions>) => [makeList({ issuer: 'Root', ...options })]

describe('revocation lists', () => {
  test('a certificate that a current list does not name is good', async () => {
    expect(await withLists(listed({ revoked: [another] }))).toEqual([])
    expect(await withLists(listed({}))).toEqual([])
  })

  test('a certificate that the list names is revoked, and the verdict says when and why', async () => {
    const verdict = await judge({ leaf, roots: [root], lists: listed({ revoked: [another, ours] }) })
    expect(verdict.reason).toMatchObject({
      code: 'revoked',
      certificate: leaf,
      detail: 'on 2026-05-30T00:00:00.000Z, keyCompromise',
    })
  })

  test('an intermediate that is revoked ends the path through it, and another is taken', async () => {
    const first = authority('Issuing', 'Root', { serial: 5 })
    const second = authority('Issuing', 'Root', { serial: 6 })
    const lists = listed({ revoked: [{ serial: '05' }] })
    const request = { leaf: server('Issuing'), roots: [root], lists }
    expect((await judge({ ...request, presented: [first] })).reason).toMatchObject({
      code: 'revoked',
      certificate: first,
    })
    expect(await judge({ ...request, presented: [first, second] })).toMatchObject({
      valid: true,
      path: [{}, second],
    })
  })

  test.each<[string, Partial<ListOptions>]>([
    ['it is out of date', { nextUpdate: NOW - 1000 }],
    ['it does not say until when it holds', { nextUpdate: undefined }],
    ['it is of a later date', { thisUpdate: NOW + 1000 }],
    ['it is signed with SHA-1', { signature: 'sha1' }],
    ['somebody else signed it', { signer: { owner: 'Somebody' } }],
    ["it is another issuer's", { issuer: 'Other' }],
    ['it has no number', { extensions: [] }],
    ['its number is critical', { extensions: [{ ...crlNumber, critical: true }] }],
    [
      'it has an extension that must be understood',
      { extensions: [crlNumber, { oid: '1.2.3', critical: true, value: integer(1) }] },
    ],
    [
      'it lists changes alone',
      { extensions: [crlNumber, { oid: '2.5.29.27', critical: true, value: integer(1) }] },
    ],
    [
      'it is about authorities',
      {
        extensions: [
          crlNumber,
          { oid: '2.5.29.28', critical: true, value: sequence(implicit(2, boolean(true).subarray(2))) },
        ],
      },
    ],
    [
      'it is about some reasons',
      {
        extensions: [
          crlNumber,
          { oid: '2.5.29.28', critical: true, value: sequence(implicit(3, Uint8Array.of(6, 64))) },
        ],
      },
    ],
    [
      'it is the part of another distribution point',
      {
        extensions: [
          crlNumber,
          {
            oid: '2.5.29.28',
            critical: true,
            value: sequence(
              explicit(0, explicit(0, implicit(6, Buffer.from('http://crl.example.com/2.crl')))),
            ),
          },
        ],
      },
    ],
  ])('a list says nothing of what it does not name when %s', async (_, options) => {
    expect(await withLists(listed(options))).toEqual(['revocation-unknown'])
    expect(codesOf(await judge({ leaf, roots: [root], lists: listed(options) }))).toEqual([])
  })

  test('the part of its own distribution point speaks of a certificate', async () => {
    const part = {
      oid: '2.5.29.28',
      critical: true,
      value: sequence(explicit(0, explicit(0, implicit(6, Buffer.from('http://crl.example.com/1.crl'))))),
    }
    expect(await withLists(listed({ extensions: [crlNumber, part] }))).toEqual([])
  })

  test('what is named stays revoked however old or incomplete the list', async () => {
    const lists = listed({ revoked: [ours], nextUpdate: NOW - DAY, extensions: [] })
    expect(codesOf(await judge({ leaf, roots: [root], lists }))).toEqual(['revoked'])
  })

  test('a list does not count when its issuer may not sign lists', async () => {
    const anchor = authority('Root', 'Root', { extensions: [extension.keyUsage(5)] })
    expect(await withLists(listed({}), [anchor])).toEqual(['revocation-unknown'])
    const silent = authority('Root', 'Root', { without: ['2.5.29.15'] })
    expect(await withLists(listed({}), [silent])).toEqual([])
  })

  test('the same number of another issuer is another certificate', async () => {
    const lists = [...listed({}), makeList({ issuer: 'Other', revoked: [ours] })]
    expect(await withLists(lists, [root, authority('Other')])).toEqual([])
  })

  test('arbitrary changes to a list are read or refused, never anything else', () => {
    const sample = makeListDer({ issuer: 'Root', revoked: [another, ours] })
    fc.assert(
      fc.property(
        fc.nat(sample.length - 1),
        fc.uint8Array({ maxLength: 3 }),
        fc.nat(3),
        (at, insert, remove) => {
          const bytes = [...sample]
          bytes.splice(at, remove, ...insert)
          try {
            parseCertificateList(Uint8Array.from(bytes))
          } catch (error) {
            if (!(error instanceof ProtocolError)) throw error
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})
