import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Certificate, checkOcsp, makeOcspRequest, toPem } from '../../shared/protocols/x509/index.ts'
import { DAY, keyOf } from '../core/x509/certificate-maker.ts'
import { authority, server } from '../core/x509/chains.ts'

const run = promisify(execFile)
const at = Date.now()
const dates = { notBefore: at - 30 * DAY, notAfter: at + 30 * DAY }
const issuer = authority('Issuing', 'Issuing', dates)
const good = server('Issuing', { ...dates, serial: 0x1001 })
const revoked = server('Issuing', { ...dates, serial: 0x1002 })
const stranger = server('Issuing', { ...dates, serial: 0x1003 })

describe('OpenSSL as the responder', () => {
  let folder = ''
  const path = (name: string) => join(folder, name)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outpost-ocsp-'))
    const key = keyOf('Issuing').privateKey.export({ type: 'pkcs8', format: 'pem' })
    await writeFile(path('issuer.pem'), toPem(issuer.der))
    await writeFile(path('issuer.key'), key)
    // OpenSSL's database: status, expiry, revocation, serial number, file, subject.
    const row = (status: string, when: string, serial: string) =>
      [status, '491231235959Z', when, serial, 'unknown', '/CN=mail.example.com'].join('\t')
    const rows = [row('V', '', '1001'), row('R', '260101000000Z,keyCompromise', '1002')]
    await writeFile(path('index.txt'), `${rows.join('\n')}\n`)
  })
  afterAll(async () => await rm(folder, { recursive: true, force: true }))

  async function ask(certificate: Certificate) {
    await writeFile(path('request.der'), await makeOcspRequest(certificate, issuer))
    const files = ['-index', path('index.txt'), '-CA', path('issuer.pem')]
    const signer = ['-rsigner', path('issuer.pem'), '-rkey', path('issuer.key'), '-ndays', '3']
    await run('openssl', [
      'ocsp',
      ...files,
      ...signer,
      '-reqin',
      path('request.der'),
      '-respout',
      path('answer.der'),
    ])
    return await checkOcsp(await readFile(path('answer.der')), { certificate, issuer, at: at + 60_000 })
  }

  test('understands our question, and its answers are read for what they say', async () => {
    expect(await ask(good)).toMatchObject({ status: 'good' })
    expect(await ask(revoked)).toEqual({
      status: 'revoked',
      revokedAt: Date.UTC(2026, 0, 1),
      reason: 'keyCompromise',
    })
    expect(await ask(stranger)).toMatchObject({
      status: 'unknown',
      why: expect.stringContaining('does not know'),
    })
  })

  test('an answer about one certificate says nothing of another', async () => {
    await ask(good)
    const answer = await readFile(path('answer.der'))
    expect(await checkOcsp(answer, { certificate: revoked, issuer, at: at + 60_000 })).toMatchObject({
      status: 'unknown',
    })
  })
})
