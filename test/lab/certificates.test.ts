import { X509Certificate } from 'node:crypto'
import type tls from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority } from '../../lab/ca/authority.ts'
import { type Lab, startLab } from '../../lab/index.ts'
import { handshake, portOf } from './lab-client.ts'

let lab: Lab

beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab.close())

/** What Node's own client thinks of a tenant's certificate: `trusted`, or its error. */
async function judgement(tenant: string, options: tls.ConnectionOptions = {}): Promise<string> {
  try {
    const socket = await handshake(lab, tenant, options)
    socket.destroy()
    return 'trusted'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}

/** The leaf that a tenant presents, whatever may be wrong with it. */
async function leafOf(tenant: string): Promise<X509Certificate> {
  const socket = await handshake(lab, tenant, { rejectUnauthorized: false, ciphers: 'DEFAULT@SECLEVEL=0' })
  const leaf = socket.getPeerX509Certificate()
  socket.destroy()
  if (leaf === undefined) throw new Error('no certificate')
  return leaf
}

/** How many certificates a tenant sends, as Node links them. */
async function chainLength(tenant: string): Promise<number> {
  const socket = await handshake(lab, tenant, { rejectUnauthorized: false, ca: [] })
  let length = 0
  for (let one = socket.getPeerX509Certificate(); one !== undefined; one = one.issuerCertificate) {
    length++
    if (one.issuer === one.subject) break
  }
  socket.destroy()
  return length
}

describe("a client that trusts the lab's roots", () => {
  test.each([
    'plain',
    'dual-stack',
    'two-addresses',
    'split-dns',
    'certificate-wildcard',
    'certificate-ecdsa',
    'certificate-fifty-five-days',
    'chain-disordered',
    'chain-with-root',
    'client-certificate-asked',
  ])('trusts the healthy tenant %s', async (tenant) => {
    expect(await judgement(tenant)).toBe('trusted')
  })

  test.each([
    ['certificate-expired', 'CERT_HAS_EXPIRED'],
    ['certificate-not-yet-valid', 'CERT_NOT_YET_VALID'],
    ['certificate-self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['certificate-private-authority', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
    ['chain-incomplete', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['certificate-other-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('refuses %s with %s', async (tenant, error) => {
    expect(await judgement(tenant)).toBe(error)
  })

  test('does not trust a healthy tenant without them', async () => {
    expect(await judgement('plain', { ca: [] })).not.toBe('trusted')
  })
})

describe('a healthy certificate', () => {
  test('is for the names that Outlook asks, and for servers', async () => {
    const leaf = await leafOf('plain')
    expect(leaf.subjectAltName).toBe('DNS:mail.plain.test, DNS:autodiscover.plain.test')
    expect(leaf.subject).toBe('CN=mail.plain.test')
    expect(leaf.ca).toBe(false)
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
  })

  test('lives for 90 days and has more than 60 of them left', async () => {
    const leaf = await leafOf('plain')
    const days = (from: number, to: number) => (to - from) / 86_400_000
    expect(days(Date.parse(leaf.validFrom), Date.parse(leaf.validTo))).toBe(90)
    expect(days(Date.now(), Date.parse(leaf.validTo))).toBeGreaterThan(60)
  })

  test('comes from an intermediate that is sent along, and is signed by the root', async () => {
    const socket = await handshake(lab, 'plain')
    const intermediate = socket.getPeerX509Certificate()?.issuerCertificate
    socket.destroy()
    const root = new X509Certificate(lab.rootPem)
    expect(intermediate?.verify(root.publicKey)).toBe(true)
    expect(intermediate?.ca).toBe(true)
    expect(root.verify(root.publicKey)).toBe(true)
  })

  test('is the same one for each connection and each address', async () => {
    const [first, second] = [await leafOf('two-addresses'), await leafOf('two-addresses')]
    expect(first.fingerprint256).toBe(second.fingerprint256)
  })
})

describe('a certificate that is weak', () => {
  test('has a short key', async () => {
    const leaf = await leafOf('certificate-weak-key')
    expect(leaf.publicKey.asymmetricKeyDetails?.modulusLength).toBe(1024)
  })

  test('or is signed over SHA-1', async () => {
    expect((await leafOf('certificate-weak-signature')).signatureAlgorithm).toBe('sha1WithRSAEncryption')
  })

  test('or lives for too long', async () => {
    const leaf = await leafOf('certificate-long-lived')
    expect(Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)).toBe(900 * 86_400_000)
  })
})

test('the chain is sent as the scenario says: complete, without the intermediate, with the root', async () => {
  expect(await chainLength('plain')).toBe(2)
  expect(await chainLength('chain-incomplete')).toBe(1)
  expect(await chainLength('chain-with-root')).toBe(3)
})

describe("an authority's own certificate", () => {
  const issuerUrl = (leaf: X509Certificate) => /CA Issuers - URI:(.*)/.exec(leaf.infoAccess ?? '')?.[1]

  /** Fetches from the lab's internet what lies at the URL. */
  async function get(url: string | undefined): Promise<Response> {
    const { hostname, pathname } = new URL(url ?? '')
    expect(hostname).toBe('ca.lab.test')
    return fetch(`http://127.0.0.1:${portOf(lab, 'lab', 'ca', 80)}${pathname}`)
  }

  test.each(['plain', 'certificate-ecdsa', 'certificate-private-authority', 'chain-incomplete'])(
    "lies where the certificate of %s says, and its issuer's where that one says",
    async (tenant) => {
      const leaf = await leafOf(tenant)
      const issuing = new X509Certificate(await bytesOf(await get(issuerUrl(leaf))))
      expect(leaf.verify(issuing.publicKey)).toBe(true)
      const root = new X509Certificate(await bytesOf(await get(issuerUrl(issuing))))
      expect(issuing.verify(root.publicKey)).toBe(true)
      expect(issuerUrl(root)).toBeUndefined()
      expect(lab.rootPem.includes(root.toString().trim())).toBe(tenant !== 'certificate-private-authority')
    },
  )

  test('is gone where the scenario says so, or nobody says where it is', async () => {
    expect((await get(issuerUrl(await leafOf('chain-incomplete-issuer-gone')))).status).toBe(404)
    expect(issuerUrl(await leafOf('certificate-unpublished-authority'))).toBeUndefined()
  })

  async function bytesOf(response: Response): Promise<Buffer> {
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pkix-cert'])
    return Buffer.from(await response.arrayBuffer())
  }
})

test('two nodes behind one name can have certificates of their own', async () => {
  const [a = '', b = ''] = ['mail', 'mail-2'].map(
    (host) => lab.addresses['one-address-other-certificate']?.[host]?.[0],
  )
  const ports = [a, b].map((address) => Number(lab.map.hosts[address]?.ports[443]))
  const fingerprints = await Promise.all(
    ports.map(async (port) => {
      const socket = await handshake(lab, 'one-address-other-certificate', { port })
      const fingerprint = socket.getPeerX509Certificate()?.fingerprint256
      socket.destroy()
      return fingerprint
    }),
  )
  expect(new Set(fingerprints).size).toBe(2)
})

test('labs of one process share keys, and each has certificates of its own', async () => {
  const spec = { names: ['mail'] }
  const [one, other] = await Promise.all(
    [0, 1].map(async () => (await createAuthority(Date.now())).issue(spec, 'contoso.test')),
  )
  expect(one?.keyPem).toBe(other?.keyPem)
  expect(one?.chainPem).not.toBe(other?.chainPem)
})
