import { describe, expect, test } from 'vitest'
import type { Evidence, Plain } from '../../../shared/engine/index.ts'
import { displayWidth } from '../../../shared/render/text/display-width.ts'
import { renderText } from '../../../shared/render/text/index.ts'
import { HOSTILE, OBEYED } from './hostile-values.ts'
import { step, working } from './sample-report.ts'

const SHA256 = 'ab'.repeat(32)

/** The text of a report on one certificate, as its evidence has it. */
function textOf(certificate: Plain, more: { path?: Plain; at?: string; width?: number } = {}): string {
  const evidence: Evidence[] = [{ name: 'certificate.chain', value: [certificate] }]
  const trust = step('1.1.1', 'certificate.trust', {
    input: { host: 'mail.contoso.com', chain: [SHA256] },
    evidence: more.path === undefined ? [] : [{ name: 'certificate.path', value: more.path }],
  })
  const report = {
    ...working,
    startedAt: more.at ?? working.startedAt,
    steps: [step('1', 'certificate.presented', { evidence, steps: [trust] })],
  }
  return renderText(report, { colour: false, width: more.width ?? 80 })
}

const certificate = {
  sha256: SHA256,
  thumbprint: 'cd'.repeat(20),
  subject: 'CN=mail.contoso.com',
  issuer: 'CN=Issuing',
  notBefore: '2026-03-01T00:00:00.000Z',
  notAfter: '2026-05-30T00:00:00.000Z',
  key: { algorithm: 'ec', bits: 256, curve: 'P-256' },
  signature: 'ecdsa-with-SHA256',
}

describe('the validity of a certificate is a bar', () => {
  test.each([
    ['2026-03-01T00:00:00.000Z', '2026-03-01 ░░░░░░░░░░░░░░░░░░░░ 2026-05-30, 90 days left'],
    ['2026-04-15T00:00:00.000Z', '2026-03-01 ██████████░░░░░░░░░░ 2026-05-30, 45 days left'],
    ['2026-05-29T00:00:00.000Z', '2026-03-01 ████████████████████ 2026-05-30, 1 day left'],
    ['2026-06-09T00:00:00.000Z', '2026-03-01 ████████████████████ 2026-05-30, expired 10 days ago'],
    ['2026-02-27T00:00:00.000Z', '2026-03-01 ░░░░░░░░░░░░░░░░░░░░ 2026-05-30, not valid for another 2 days'],
  ])('at %s', (at, line) => {
    expect(textOf(certificate, { at }).split('\n')).toContainEqual(expect.stringContaining(line))
  })
})

test('what is wrong with a certificate stands below it', () => {
  const path = [{ sha256: SHA256, source: 'presented', presented: true, problems: ['a key of 1024 bits'] }]
  const lines = textOf(certificate, { path }).split('\n')
  expect(lines).toContain('  ✗ CN=mail.contoso.com')
  expect(lines).toContain('    a key of 1024 bits')
  expect(lines).toContain('    EC P-256, ecdsa-with-SHA256')
})

test.each(HOSTILE)('a certificate with %s in its names moves nothing on a screen', (_, value) => {
  const foreign = { ...certificate, subject: value, issuer: value, thumbprint: value, signature: value }
  for (const width of [60, 80]) {
    const text = textOf({ ...foreign, notBefore: value, notAfter: value }, { width })
    expect(text).not.toMatch(OBEYED)
    const tree = text.slice(text.indexOf('CERTIFICATES'), text.indexOf('STEPS')).split('\n')
    for (const line of tree) expect(displayWidth(line)).toBeLessThanOrEqual(width)
  }
})

test.each([null, 7, 'text', [], [null], {}, { sha256: 7 }, { key: 'x', problems: 'y', source: 'z' }])(
  'evidence that is not as expected (%j) is shown as far as it goes',
  (value) => {
    expect(textOf(value, { path: value })).toContain('STEPS')
    expect(textOf(certificate, { path: [value] })).toContain('CERTIFICATES of mail.contoso.com')
  },
)
