import { expect, test } from 'vitest'
import { checkStrength } from '../../../../shared/checks/certificate/strength.ts'
import { checkValidity } from '../../../../shared/checks/certificate/validity.ts'
import { check, type Expected } from '../../../../shared/engine/index.ts'
import { type Certificate, toPem } from '../../../../shared/protocols/x509/index.ts'
import { run, silentPlatform } from '../../engine/harness.ts'
import { DAY, NOW } from '../../x509/certificate-maker.ts'
import { authority, server } from '../../x509/chains.ts'

const times = { notBefore: NOW - 7 * DAY, notAfter: NOW + 83 * DAY }
const root = authority('Root', 'Root', { notBefore: NOW - 900 * DAY, notAfter: NOW + 900 * DAY })
const issuing = authority('Issuing', 'Root', { notBefore: NOW - 900 * DAY, notAfter: NOW + 900 * DAY })
const leaf = server('Issuing', times)

/** What is said of the dates and the strength of a chain, where `root` is trusted. */
async function judge(...chain: readonly Certificate[]): Promise<string[]> {
  return judgeWith({}, ...chain)
}

async function judgeWith(expected: Expected, ...chain: readonly Certificate[]): Promise<string[]> {
  const both = check('test.both', async (step): Promise<void> => {
    const hashes = await Promise.all(chain.map(({ der }) => step.keep(der)))
    const judged = { host: 'mail.example.com', chain: hashes }
    await checkValidity(step, judged)
    await checkStrength(step, judged)
  })
  const { report } = await run(both, null, {
    expect: expected,
    surroundings: {
      platform: { ...silentPlatform(), now: () => NOW },
      extraRoots: [{ name: 'test', pem: toPem(root.der) }],
    },
  })
  return report.findings
    .filter(({ code }) => code === 'certificate-expired' || code === 'certificate-weak')
    .map(
      ({ severity, code, values }) => `${severity} ${code} ${values.role} ${values.state ?? values.weakness}`,
    )
}

test('a chain that is valid is silent', async () => {
  expect(await judge(leaf, issuing)).toEqual([])
})

test('an expired issuer that is needed is an error', async () => {
  const expired = authority('Issuing', 'Root', { notBefore: NOW - 900 * DAY, notAfter: NOW - DAY })
  expect(await judge(leaf, expired)).toEqual(['error certificate-expired issuer expired'])
})

test('an expired cross-sign that is sent beside a good path is a warning: only old clients stumble', async () => {
  const cross = authority('Root', 'Old Root', { notBefore: NOW - 900 * DAY, notAfter: NOW - DAY })
  expect(await judge(leaf, issuing, cross)).toEqual(['warning certificate-expired issuer expired'])
})

test('a weak certificate that is sent and not needed is silent', async () => {
  const cross = authority('Root', 'Old Root', { signature: 'sha1', ...times })
  expect(await judge(leaf, issuing, cross)).toEqual([])
})

test('an expired leaf is an error, whoever signed it', async () => {
  const expired = server('Issuing', { notBefore: NOW - 90 * DAY, notAfter: NOW - DAY })
  expect(await judge(expired, issuing)).toEqual(['error certificate-expired leaf expired'])
})

test('a self-signed certificate is judged by its dates and its key, and by nobody else', async () => {
  const own = {
    subject: ['CN=mail.example.com'],
    issuer: ['CN=mail.example.com'],
    signer: { owner: 'server' },
  }
  expect(await judge(server('mail.example.com', { ...times, ...own, signature: 'sha1' }))).toEqual([])
})

test('how long a certificate is to be valid yet can be said: fewer days are a warning, more are silent', async () => {
  const soon = 'certificate-expired leaf expires-soon'
  const left = (days: number) => server('Issuing', { notBefore: NOW - 7 * DAY, notAfter: NOW + days * DAY })
  expect(await judgeWith({ certificateDays: 90 }, left(83), issuing)).toEqual([`warning ${soon}`])
  expect(await judgeWith({ certificateDays: 20 }, left(29), issuing)).toEqual([`info ${soon}`])
  expect(await judge(left(29), issuing)).toEqual([`info ${soon}`])
  expect(await judgeWith({ certificateDays: 14 }, left(7), issuing)).toEqual([`warning ${soon}`])
})
