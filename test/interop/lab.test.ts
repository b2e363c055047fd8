/**
 * The lab under the eyes of programs that know nothing of it: openssl and curl of any Debian, kdig of the package
 * knot-dnsutils.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, type Scenario, scenarios, startLab } from '../../lab/index.ts'
import { goodFrontEnd } from '../../lab/scenarios/parts.ts'
import { portOf } from '../lab/lab-client.ts'

/** A tenant whose DNS leads to this machine, so that a program can go all the way by itself. */
const loopback: Scenario = {
  name: 'loopback',
  title: 'DNS leads to 127.0.0.1',
  rows: [],
  hosts: { mail: { addresses: ['ipv4'], ports: { 443: goodFrontEnd } } },
  zone: [{ name: 'mail', type: 'A', address: '127.0.0.1' }],
  expect: [],
}

const folder = mkdtempSync(join(tmpdir(), 'outpost-lab-'))
const roots = join(folder, 'roots.pem')
let lab: Lab

beforeAll(async () => {
  lab = await startLab({ scenarios: [...scenarios, loopback] })
  writeFileSync(roots, lab.rootPem)
})
afterAll(async () => {
  await lab.close()
  rmSync(folder, { recursive: true })
})

/** Runs a program. What it prints on both channels, and its exit status. */
function run(program: string, ...options: readonly string[]): Promise<{ text: string; status: number }> {
  return new Promise((resolve) => {
    const child = execFile(program, options, { timeout: 10_000 }, (error, out, err) => {
      resolve({
        text: out + err,
        status: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
      })
    })
    child.stdin?.end()
  })
}

function sClient(tenant: string, ...options: readonly string[]) {
  const target = ['-connect', `127.0.0.1:${portOf(lab, tenant)}`, '-servername', `mail.${tenant}.test`]
  return run('openssl', 's_client', ...target, '-CAfile', roots, '-no-CApath', ...options)
}

describe('openssl s_client', () => {
  test.each([
    ['plain', '0 (ok)'],
    ['certificate-ecdsa', '0 (ok)'],
    ['chain-disordered', '0 (ok)'],
    ['certificate-expired', '10 (certificate has expired)'],
    ['certificate-not-yet-valid', '9 (certificate is not yet valid)'],
    ['certificate-self-signed', '18 (self-signed certificate)'],
    ['certificate-private-authority', '20 (unable to get local issuer certificate)'],
    ['chain-incomplete', '21 (unable to verify the first certificate)'],
  ])('says of %s: %s', async (tenant, verdict) => {
    expect((await sClient(tenant)).text).toContain(`Verify return code: ${verdict}`)
  })

  test.each([
    ['certificate-stapled', 'Cert Status: good'],
    ['certificate-revoked-stapled', 'Cert Status: revoked'],
    ['plain', 'OCSP response: no response sent'],
  ])('sees what %s staples: %s', async (tenant, status) => {
    expect((await sClient(tenant, '-status')).text).toContain(status)
  })

  test.each([
    ['smtp', 587],
    ['imap', 143],
    ['pop3', 110],
  ])('changes to TLS with %s', async (protocol, port) => {
    const target = ['-connect', `127.0.0.1:${portOf(lab, 'mail-protocols', 'mail', port)}`]
    const options = ['-starttls', protocol, '-servername', 'mail.mail-protocols.test', '-CAfile', roots]
    const { text } = await run('openssl', 's_client', ...target, ...options)
    expect(text).toContain('Verify return code: 0 (ok)')
  })

  test('sees the chain in the order in which the scenario says that it is sent', async () => {
    const subjects = async (tenant: string) =>
      [...(await sClient(tenant, '-showcerts')).text.matchAll(/^ *\d s:CN = (.*)$/gm)].map(([, name]) => name)
    expect(await subjects('plain')).toEqual(['mail.plain.test', 'Outpost Lab Issuing'])
    expect(await subjects('chain-incomplete')).toEqual(['mail.chain-incomplete.test'])
    expect(await subjects('chain-disordered')).toEqual([
      'mail.chain-disordered.test',
      'Outpost Lab Root',
      'Outpost Lab Issuing',
    ])
  })

  test('gets TLS 1.0 of the server that has nothing newer, and nothing newer', async () => {
    const old = await sClient('tls-1-0-only', '-tls1', '-cipher', 'DEFAULT@SECLEVEL=0')
    expect(old.text).toMatch(/Protocol *: TLSv1\r?\n/)
    expect((await sClient('tls-1-0-only', '-tls1_2')).text).toContain('unsupported protocol')
  })

  test('is asked for a client certificate', async () => {
    const names = /Acceptable client certificate CA names\nCN = Outpost Lab Root/
    expect((await sClient('client-certificate-asked')).text).toMatch(names)
    expect((await sClient('client-certificate-required-1-2')).text).toMatch(/alert handshake failure/)
    expect((await sClient('plain')).text).toContain('No client certificate CA names sent')
  })

  test('without a server name gets no handshake where one is required', async () => {
    const target = ['-connect', `127.0.0.1:${portOf(lab, 'sni-alert')}`, '-noservername']
    expect((await run('openssl', 's_client', ...target)).text).toMatch(
      /alert unrecognized name|tlsv1 unrecognized name/,
    )
  })

  test('finds healthy certificates in order when it is strict', async () => {
    expect((await sClient('plain', '-x509_strict')).text).toContain('Verify return code: 0 (ok)')
    expect((await sClient('certificate-ecdsa', '-x509_strict')).text).toContain('Verify return code: 0 (ok)')
  })
})

describe('a resolver of the lab on its own address', () => {
  function kdig(resolver: string, ...question: readonly string[]) {
    const port = String(portOf(lab, 'lab', resolver))
    const tls = [`+tls-ca=${roots}`, `+tls-hostname=${resolver}.lab.test`]
    return run('kdig', '@127.0.0.1', '-p', port, '+https=/dns-query', ...tls, ...question)
  }

  test('answers kdig over HTTPS', async () => {
    const { text } = await kdig('resolver-a', 'autodiscover.plain.test', 'A')
    expect(text).toMatch(/HTTP\/2/)
    expect(text).toMatch(/^autodiscover\.plain\.test\.\s+300\s+IN\s+CNAME\s+mail\.plain\.test\.$/m)
    expect(text).toMatch(
      new RegExp(`^mail\\.plain\\.test\\.\\s+300\\s+IN\\s+A\\s+${lab.addresses.plain?.mail?.[0]}$`, 'm'),
    )
  })

  test('tells kdig every type of record', async () => {
    expect((await kdig('resolver-a', 'plain.test', 'MX', '+short')).text.trim()).toBe('10 mail.plain.test.')
    expect((await kdig('resolver-a', 'plain.test', 'TXT', '+short')).text.trim()).toBe('"v=spf1 mx -all"')
    expect((await kdig('resolver-a', 'plain.test', 'CAA', '+short')).text.trim()).toBe(
      '0 issue "ca.lab.test"',
    )
    expect((await kdig('resolver-a', 'plain.test', 'SOA', '+short')).text.trim()).toBe(
      'ns1.lab.test. hostmaster.plain.test. 1 7200 900 1209600 300',
    )
    expect((await kdig('resolver-a', 'mail.dual-stack.test', 'AAAA', '+short')).text.trim()).toBe(
      lab.addresses['dual-stack']?.mail?.[1],
    )
  })

  test('tells kdig why it fails', async () => {
    const bogus = await kdig('resolver-a', 'mail.dnssec-bogus.test', 'A', '+dnssec')
    expect(bogus.text).toMatch(/status: SERVFAIL/)
    expect(bogus.text).toMatch(/EDE: 6 \(DNSSEC Bogus\)/)
    const unchecked = await kdig('resolver-a', 'mail.dnssec-bogus.test', 'A', '+dnssec', '+cdflag')
    expect(unchecked.text).toMatch(/status: NOERROR/)
  })

  test('tells kdig that a zone validates', async () => {
    expect((await kdig('resolver-b', 'mail.signed-zone.test', 'A', '+dnssec')).text).toMatch(
      /Flags: .*\bad\b/,
    )
  })
})

test("curl finds a tenant through the lab's DNS over HTTPS, trusts its certificate, and gets an answer", async () => {
  const doh = portOf(lab, 'lab', 'resolver-a')
  const port = portOf(lab, 'loopback')
  const { text, status } = await run(
    'curl',
    '--silent',
    '--show-error',
    '--include',
    '--noproxy',
    '*',
    '--cacert',
    roots,
    '--doh-url',
    `https://resolver-a.lab.test:${doh}/dns-query`,
    '--resolve',
    `resolver-a.lab.test:${doh}:127.0.0.1`,
    `https://mail.loopback.test:${port}/rpc/rpcproxy.dll`,
  )
  expect(text).toMatch(/^HTTP\/1\.1 401 /)
  expect(status).toBe(0)
})
