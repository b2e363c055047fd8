import { expect, test } from 'vitest'
import type { Finding } from '../../../shared/engine/index.ts'
import { withVersions } from '../../../shared/engine/versions.ts'

const finding = (host: string, subject: Finding['subject'], values: Finding['values'] = {}): Finding => ({
  ...{ id: 'f1', step: 's1', code: 'certificate-expired', severity: 'error', where: 'both', causedBy: [] },
  subject,
  values: { host, ...values },
})
const certificate = (host: string, values?: Finding['values']) =>
  finding(host, { kind: 'certificate', sha256: 'ab', host }, values)
const version = (host: string, generation: string) => ({
  name: 'exchange.version',
  value: { host, build: '15.2.1748.39', generation },
})

const generationsOf = (findings: readonly Finding[]) => findings.map(({ values }) => values.generation)

test('a certificate is replaced on the Exchange that answered there, though it was looked at before', () => {
  const findings = [certificate('a.contoso.com'), certificate('b.contoso.com')]
  const learned = [version('a.contoso.com', '2016'), version('b.contoso.com', '2010')]
  expect(generationsOf(withVersions(findings, learned))).toEqual(['2016', '2010'])
})

test('a certificate of a name that no Exchange answers at is that of the one generation that was seen', () => {
  const findings = [certificate('autodiscover.contoso.com')]
  expect(generationsOf(withVersions(findings, [version('mail.contoso.com', '2019')]))).toEqual(['2019'])
})

test('beside two generations nobody guesses, and what is about no certificate stays as it is', () => {
  const both = [version('mail.contoso.com', '2019'), version('legacy.contoso.com', '2010')]
  expect(generationsOf(withVersions([certificate('autodiscover.contoso.com')], both))).toEqual([undefined])
  const other = finding('mail.contoso.com', { kind: 'host', host: 'mail.contoso.com' })
  expect(withVersions([other], both)).toEqual([other])
})

test('what a check knew itself stays', () => {
  const findings = [certificate('mail.contoso.com', { generation: '2013' })]
  expect(generationsOf(withVersions(findings, [version('mail.contoso.com', '2019')]))).toEqual(['2013'])
})

test('evidence of another form is no evidence', () => {
  const findings = [certificate('mail.contoso.com')]
  const odd = { name: 'exchange.version', value: { host: 'mail.contoso.com', generation: 7 } }
  expect(generationsOf(withVersions(findings, [odd]))).toEqual([undefined])
})
