import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkServerIdentity, connect, createServer } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Certificate, toPem, trustAnchors, verifyChain } from '../../shared/protocols/x509/index.ts'
import { DAY, extension, type KeyKind, keyOf, type SignatureKind } from '../core/x509/certificate-maker.ts'
import { authority, type Changes, server } from '../core/x509/chains.ts'

/** How many chains, and the seed from which all of them follow. */
const CHAINS = 340
const SEED = 20260601

/** Peers judge at the time of the machine. */
const AT = Date.now()
const HOST = 'mail.example.com'

interface Sample {
  readonly fault: Fault
  readonly description: string
  readonly leaf: Certificate
  readonly leafKey: { readonly owner: string; readonly kind: KeyKind }
  readonly presented: readonly Certificate[]
  readonly roots: readonly Certificate[]
  readonly host: string
}

/** What may be wrong with a chain: changes to its leaf, to one of its authorities, or to what is at hand. */
const FAULTS = {
  none: {},
  'expired leaf': { leaf: { notAfter: AT - DAY } },
  'leaf of the future': { leaf: { notBefore: AT + DAY } },
  'expired authority': { authority: { notAfter: AT - DAY } },
  'authority of the future': { authority: { notBefore: AT + DAY } },
  'expired root': { root: { notAfter: AT - DAY } },
  'another host': { host: 'autodiscover.example.com' },
  'host below a wildcard': { leaf: { extensions: [extension.subjectAltName(['dns:*.example.com'])] } },
  'host two below a wildcard': {
    leaf: { extensions: [extension.subjectAltName(['dns:*.example.com'])] },
    host: 'a.mail.example.com',
  },
  'common name alone': { leaf: { without: ['2.5.29.17'] } },
  'missing authority': { leaveOut: true },
  'untrusted root': { untrusted: true },
  'no roots at all': { noRoots: true },
  'leaf signed by another key': { leaf: { signer: { owner: 'Forger' } } },
  'authority signed by another key': { authority: { signer: { owner: 'Forger' } } },
  'authority that is none': { authority: { extensions: [extension.basicConstraints(false)] } },
  'authority that does not say that it is one': { authority: { without: ['2.5.29.19'] } },
  'authority that may not sign': { authority: { extensions: [extension.keyUsage(0, 6)] } },
  'authority without a key usage': { authority: { without: ['2.5.29.15'] } },
  'authority that allows none below it': { topmost: { extensions: [extension.basicConstraints(true, 0)] } },
  'leaf for clients': { leaf: { extensions: [extension.extKeyUsage(['1.3.6.1.5.5.7.3.2'])] } },
  'leaf without an extended key usage': { leaf: { without: ['2.5.29.37'] } },
  'leaf that may only certify': { leaf: { extensions: [extension.keyUsage(5)] } },
  'authority for e-mail': { authority: { extensions: [extension.extKeyUsage(['1.3.6.1.5.5.7.3.4'])] } },
  'authority for servers': { authority: { extensions: [extension.extKeyUsage(['1.3.6.1.5.5.7.3.1'])] } },
  'unknown critical extension in the leaf': { leaf: { extensions: [unknownExtension(true)] } },
  'unknown critical extension in an authority': { authority: { extensions: [unknownExtension(true)] } },
  'unknown extension': { leaf: { extensions: [unknownExtension(false)] } },
  'permitted name': {
    authority: { extensions: [extension.nameConstraints({ permitted: ['dns:example.com'] })] },
  },
  'name that is not permitted': {
    authority: { extensions: [extension.nameConstraints({ permitted: ['dns:example.org'] })] },
  },
  'excluded name': {
    authority: { extensions: [extension.nameConstraints({ excluded: ['dns:mail.example.com'] })] },
  },
  'excluded directory name': {
    authority: { extensions: [extension.nameConstraints({ excluded: ['dn:CN=mail.example.com'] })] },
  },
  'constraint on another form': {
    authority: { extensions: [extension.nameConstraints({ permitted: ['ip:192.0.2.0/24'] })] },
  },
  'SHA-1 on the leaf': { leaf: { signature: 'sha1' } },
  'SHA-1 on an authority': { authority: { signature: 'sha1' } },
  'weak key of the leaf': { leafKind: 'rsa-1024' },
  'curve of another world': { leafKind: 'secp256k1' },
} as const satisfies Record<string, FaultPlan>
type Fault = keyof typeof FAULTS

interface FaultPlan {
  readonly leaf?: Changes
  readonly authority?: Changes
  /** For the authority that the root certified. */
  readonly topmost?: Changes
  readonly root?: Changes
  readonly host?: string
  readonly leafKind?: KeyKind
  readonly leaveOut?: boolean
  readonly untrusted?: boolean
  readonly noRoots?: boolean
}

/** Where a peer accepts what is refused here, and why it may: nothing else is allowed to differ. */
const EXPLAINED: Readonly<Record<'openssl' | 'node', Partial<Record<Fault, string>>>> = {
  openssl: {
    'common name alone': 'OpenSSL still takes the common name where there is no alternative name',
    'curve of another world': 'OpenSSL knows secp256k1; no TLS client of the web takes it',
  },
  node: {
    'common name alone': 'Node still takes the common name where there is no alternative name',
  },
}

function unknownExtension(critical: boolean) {
  return { oid: '1.2.3.4', critical, value: Uint8Array.of(5, 0) }
}

/** A small generator of random numbers that is the same everywhere (a linear congruence modulo 2^32). */
function randomFrom(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const random = randomFrom(SEED)
function pick<T>(items: readonly [T, ...T[]]): T {
  return items[random(items.length)] ?? items[0]
}
const DATES = { notBefore: AT - 30 * DAY, notAfter: AT + 30 * DAY }
const OLDER = { notBefore: AT - 300 * DAY, notAfter: AT + 300 * DAY }

function hashFor(kind: KeyKind): SignatureKind {
  if (kind.startsWith('rsa')) return pick(['sha256', 'sha384', 'pss-sha256'])
  return kind === 'P-256' ? 'sha256' : pick(['sha256', 'sha384'])
}

/** A tower of authorities in random order with strangers among them, and one fault somewhere. */
function makeSample(index: number): Sample {
  const faults = Object.keys(FAULTS) as Fault[]
  const fault = faults[index % faults.length] ?? 'none'
  const plan: FaultPlan = FAULTS[fault]
  const needed = plan.topmost ? 2 : plan.authority || plan.leaveOut ? 1 : 0
  const height = needed + random(3)
  const faulty = random(height)
  // Kinds belong to names, so that a name has one key and the keys can be kept.
  const names = Array.from({ length: height }, (_, level) => ({
    owner: `Level ${level}`,
    kind: kindOf(level),
  }))
  const root = { owner: 'Root', kind: 'P-384' } as const
  const chain = [...names, root]
  const authorities = names.map((key, level) => {
    const signer = chain[level + 1] ?? root
    const changes: Changes = {
      ...OLDER,
      signature: hashFor(signer.kind),
      ...(level === faulty && plan.authority),
      ...(level === height - 1 && plan.topmost),
    }
    return authority(key.owner, signer.owner, {
      signer: signerOf(changes, signer),
      ...withoutSigner(changes),
      key,
    })
  })
  const anchor = authority('Root', 'Root', {
    ...OLDER,
    ...plan.root,
    key: root,
    signer: root,
    signature: 'sha384',
  })
  const issuer = chain[0] ?? root
  const leafKey = { owner: 'leaf', kind: plan.leafKind ?? pick<KeyKind>(['P-256', 'rsa-2048', 'P-384']) }
  const changes: Changes = { ...DATES, signature: hashFor(issuer.kind), ...plan.leaf }
  const leaf = server(issuer.owner, {
    signer: signerOf(changes, issuer),
    ...withoutSigner(changes),
    key: leafKey,
  })
  const strangers = random(3) === 0 ? [authority('Stranger', 'Root', { ...OLDER, signer: root })] : []
  const sent = plan.leaveOut ? authorities.filter((_, level) => level !== faulty) : authorities
  const other = authority('Other root', 'Other root', OLDER)
  return {
    fault,
    description: `${index}: ${fault}, ${height} authorities`,
    leaf,
    leafKey,
    presented: shuffled([...sent, ...strangers]),
    roots: plan.noRoots ? [] : plan.untrusted ? [other] : [anchor, ...(random(2) === 0 ? [other] : [])],
    host: plan.host ?? HOST,
  }
}

function kindOf(level: number): KeyKind {
  return (['P-256', 'rsa-2048', 'P-384', 'P-256', 'rsa-2048'] as const)[level] ?? 'P-256'
}

/** A fault may name another owner to sign; the key is of the kind that the issuer's name promises. */
function signerOf({ signer }: Changes, usual: { owner: string; kind: KeyKind }) {
  return signer ? { ...signer, kind: usual.kind } : usual
}

function withoutSigner({ signer: _, ...changes }: Changes): Changes {
  return changes
}

function shuffled<T>(items: readonly T[]): T[] {
  const left = [...items]
  const mixed: T[] = []
  while (left.length > 0) mixed.push(...left.splice(random(left.length), 1))
  return mixed
}

async function ours({ leaf, presented, roots, host }: Sample): Promise<boolean> {
  const anchors = trustAnchors(
    'test',
    roots.map(({ der }) => der),
  )
  return (await verifyChain({ leaf, presented, anchors, host, at: AT })).valid
}

const pemOf = (certificates: readonly Certificate[]) => certificates.map(({ der }) => toPem(der)).join('')

async function openssl(folder: string, sample: Sample): Promise<{ valid: boolean; said: string }> {
  const path = (name: string) => join(folder, `${name}.pem`)
  await writeFile(path('leaf'), pemOf([sample.leaf]))
  await writeFile(path('untrusted'), pemOf(sample.presented))
  await writeFile(path('roots'), pemOf(sample.roots))
  const roots = sample.roots.length > 0 ? ['-CAfile', path('roots')] : ['-no-CAfile']
  const untrusted = sample.presented.length > 0 ? ['-untrusted', path('untrusted')] : []
  const options = ['-no-CApath', '-no-CAstore', '-purpose', 'sslserver', '-auth_level', '2']
  const args = ['verify', ...options, '-verify_hostname', sample.host, ...roots, ...untrusted, path('leaf')]
  return await new Promise((resolve) => {
    execFile('openssl', args, (error, stdout, stderr) =>
      resolve({ valid: error === null, said: stdout + stderr }),
    )
  })
}

/** Whether Node's own client, with these roots, authorises a server that presents the chain. */
async function node({
  leaf,
  leafKey,
  presented,
  roots,
  host,
}: Sample): Promise<{ valid: boolean; said: string }> {
  const key = keyOf(leafKey.owner, leafKey.kind).privateKey.export({ type: 'pkcs8', format: 'pem' })
  // A server that is set up by hand takes any key; it is the client that has to object.
  const listening = createServer({ key, cert: pemOf([leaf, ...presented]), ciphers: 'DEFAULT@SECLEVEL=0' })
  listening.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const { port } = listening.address() as AddressInfo
  try {
    return await new Promise((resolve) => {
      const ca = roots.length > 0 ? pemOf(roots) : pemOf([authority('Nobody')])
      const socket = connect({
        port,
        host: '127.0.0.1',
        servername: host,
        ca,
        rejectUnauthorized: true,
        checkServerIdentity,
      })
      const done = (valid: boolean, said: string) => {
        socket.destroy()
        resolve({ valid, said })
      }
      socket.once('secureConnect', () => done(socket.authorized, String(socket.authorizationError)))
      socket.once('error', (error) => done(false, error.message))
    })
  } finally {
    await new Promise((resolve) => listening.close(resolve))
  }
}

describe('verdicts beside those of independent validators', () => {
  const samples: Sample[] = []
  let folder = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outpost-x509-'))
    for (let index = 0; index < CHAINS; index += 1) samples.push(makeSample(index))
  }, 60_000)
  afterAll(async () => await rm(folder, { recursive: true, force: true }))

  const peers = {
    openssl: async (sample: Sample) => await openssl(folder, sample),
    node: async (sample: Sample) => await node(sample),
  }

  test.each(['openssl', 'node'] as const)(
    `%s agrees on ${CHAINS} chains, or the difference is explained`,
    async (peer) => {
      const unexplained: string[] = []
      const explained = new Set<Fault>()
      for (const sample of samples) {
        const [mine, theirs] = [await ours(sample), await peers[peer](sample)]
        if (mine === theirs.valid) continue
        if (!mine && EXPLAINED[peer][sample.fault]) explained.add(sample.fault)
        else unexplained.push(`${sample.description}: ours ${mine}; ${theirs.said}`)
      }
      expect(unexplained).toEqual([])
      expect([...explained].toSorted(), 'no explanation without a difference').toEqual(
        Object.keys(EXPLAINED[peer]).toSorted(),
      )
    },
    120_000,
  )

  test('the chains are of both kinds, and every fault is among them', async () => {
    const verdicts = await Promise.all(samples.map(ours))
    expect(verdicts.filter((valid) => valid).length).toBeGreaterThan(60)
    expect(verdicts.filter((valid) => !valid).length).toBeGreaterThan(150)
    expect(new Set(samples.map(({ fault }) => fault)).size).toBe(Object.keys(FAULTS).length)
  })
})
