import { expect, test } from 'vitest'
import { balkingClients } from '../../../../shared/checks/certificate/clients.ts'
import type { Certificate } from '../../../../shared/protocols/x509/index.ts'
import { DAY, NOW } from '../../x509/certificate-maker.ts'
import { authority, type Changes, server } from '../../x509/chains.ts'

const root = authority('Root', 'Root', { notBefore: NOW - 20 * 365 * DAY })
const issuing = authority('Issuing', 'Root')
const usual = { notBefore: NOW - 7 * DAY, notAfter: NOW + 83 * DAY }

/** Who balks at a server's certificate below the two. */
function who(
  changes: Changes = {},
  {
    isPublic = true,
    complete = true,
    anchor = root,
  }: { isPublic?: boolean; complete?: boolean; anchor?: Certificate } = {},
): string[] {
  const certificates = [server('Issuing', { ...usual, ...changes }), issuing]
  return balkingClients({ certificates, anchor, isPublic, complete }, NOW).map(({ client }) => client)
}

const APPLE = expect.stringContaining('iPhones')

test('nobody balks at an ordinary chain', () => {
  expect(who()).toEqual([])
  expect(who({ key: { owner: 'server', kind: 'P-384' } })).toEqual([])
})

test.each([
  ['a short RSA key', { key: { owner: 'short', kind: 'rsa-1024' } }],
  ['SHA-1', { signature: 'sha1' }],
  ['a lifetime over the limit of its issue date', { notAfter: NOW + 200 * DAY }],
  ['no extended key usage', { without: ['2.5.29.37'] }],
] as const)("Apple's phones and Macs balk at %s", (_, changes) => {
  expect(who(changes)).toEqual([APPLE])
})

test('the lifetime of a private certificate, and of an old one, has another limit', () => {
  expect(who({ notAfter: NOW + 200 * DAY }, { isPublic: false })).toEqual([])
  expect(who({ notAfter: NOW + 900 * DAY }, { isPublic: false })).toEqual([APPLE])
  const old = { notBefore: Date.UTC(2019, 0, 1), notAfter: Date.UTC(2019, 0, 1) + 900 * DAY }
  expect(who(old, { isPublic: false })).toEqual([])
})

test.each(['P-521', 'ed25519'] as const)('Outlook on Windows balks at a key on %s', (kind) => {
  expect(who({ key: { owner: 'server', kind } })).toEqual([expect.stringContaining('Windows')])
})

test('Android balks where an intermediate is not sent', () => {
  expect(who({}, { complete: false })).toEqual([expect.stringContaining('Android')])
})

test('a Windows without root updates balks at a young root, if the root is public', () => {
  const anchor = authority('Root', 'Root', { notBefore: NOW - 2 * 365 * DAY })
  expect(who({}, { anchor })).toEqual([expect.stringContaining('without root updates')])
  expect(who({}, { anchor, isPublic: false })).toEqual([])
})

test('what they balk at is named with the date or the size that makes them', () => {
  const anchor = authority('Young Root', 'Young Root', { notBefore: Date.UTC(2024, 2, 1) })
  const certificates = [server('Young Root', usual)]
  const found = balkingClients({ certificates, anchor, isPublic: true, complete: true }, NOW)
  expect(found.map(({ because }) => because)).toEqual(['the root "Young Root" exists since 2024-03-01 only'])
})
