import type { X509Certificate } from '@peculiar/x509'
import { absoluteName } from '../dns/absolute-name.ts'
import type { CertificateSpec, Issuer, KeyKind } from './certificate-spec.ts'
import { keyPairOf } from './keys.ts'
import { answerOcsp, makeRevocationList, ocspStaple, type Standing } from './revocation.ts'
import { loadX509, type Signer, sign } from './sign.ts'

/** A certificate with its private key and what a server sends along with it. */
export interface Issued {
  /** In the order in which the server sends them. */
  readonly chain: readonly Uint8Array[]
  readonly chainPem: string
  readonly keyPem: string
  /** What its issuer says of it at this moment, for the server to staple; absent when it signs itself. */
  readonly staple?: Uint8Array
}

/** The lab's certificate authorities. Everything but the roots is made when it is first needed, and kept. */
export interface Authority {
  /** The roots that a client of the lab has to trust (one RSA, one ECDSA), as PEM. */
  readonly rootPem: string
  /** A server's certificate for names of the tenant's domain. */
  issue(spec: CertificateSpec, domain: string): Promise<Issued>
  /** What the authorities publish, by its path: their certificates and their revocation lists. */
  published(path: string): Promise<Published | undefined>
  /** The answer to an OCSP question that was put to the path; `undefined` when there is no responder, or it is down. */
  answerOcsp(path: string, question: Uint8Array): Promise<Uint8Array | undefined>
}

export interface Published {
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/** The host on the lab's internet that answers for the authorities: certificates, revocation lists, OCSP. */
const HOST = 'ca.lab.test'
const DAY = 24 * 60 * 60 * 1000

interface AuthoritySpec {
  readonly commonName: string
  readonly key: KeyKind
  readonly signedBy?: AuthorityName
  readonly revoked?: true
}

type AuthorityName =
  | 'root'
  | 'issuing'
  | 'revoked-issuing'
  | 'ecdsa-root'
  | 'ecdsa-issuing'
  | 'enterprise-root'
  | 'enterprise-issuing'

const AUTHORITIES: Record<AuthorityName, AuthoritySpec> = {
  root: { commonName: 'Outpost Lab Root', key: 'RSA 2048' },
  issuing: { commonName: 'Outpost Lab Issuing', key: 'RSA 2048', signedBy: 'root' },
  'revoked-issuing': {
    commonName: 'Outpost Lab Revoked Issuing',
    key: 'RSA 2048',
    signedBy: 'root',
    revoked: true,
  },
  'ecdsa-root': { commonName: 'Outpost Lab ECDSA Root', key: 'P-384' },
  'ecdsa-issuing': { commonName: 'Outpost Lab ECDSA Issuing', key: 'P-256', signedBy: 'ecdsa-root' },
  'enterprise-root': { commonName: 'Enterprise Root', key: 'RSA 2048' },
  'enterprise-issuing': { commonName: 'Enterprise Issuing', key: 'RSA 2048', signedBy: 'enterprise-root' },
}

/** Makes the roots. Certificates count their days from `now`, in milliseconds since 1970. */
export async function createAuthority(now: number): Promise<Authority> {
  const once = memory()
  const standings = new Map<AuthorityName, Standing[]>()
  const issuedBy = (name: AuthorityName): Standing[] => {
    const known = standings.get(name) ?? []
    standings.set(name, known)
    return known
  }

  function authority(name: AuthorityName): Promise<Signer> {
    return once(`authority ${name}`, async () => {
      const { commonName, key, signedBy, revoked } = AUTHORITIES[name]
      // The library loads while the key is made in another thread.
      const [keys, signer] = await Promise.all([
        keyPairOf(name, key),
        signedBy && authority(signedBy),
        loadX509(),
      ])
      const certificate = await sign({
        commonName,
        keys,
        hash: (signer?.keys ?? keys).kind === 'P-384' ? 'SHA-384' : 'SHA-256',
        now,
        days: signer ? [-1000, 1000] : [-3650, 3650],
        use: 'authority',
        ...(signer && signedBy && { signer, issuerUrl: urlOf(signedBy), listUrl: listUrlOf(signedBy) }),
      })
      if (signedBy && revoked) {
        issuedBy(signedBy).push({ serial: certificate.serialNumber, revokedAt: now - DAY })
      }
      return { certificate, keys }
    })
  }

  async function issue(spec: CertificateSpec, domain: string): Promise<Issued> {
    const { key = 'RSA 2048', hash = 'SHA-256', issuedDaysAgo = 7, daysValid = 90 } = spec
    // One key of a kind serves all tenants: what tells them apart is the certificate.
    const keys = await keyPairOf('leaf', key)
    const issuer = issuerOf(spec.issuer ?? 'lab', key)
    const signer = issuer && (await authority(issuer))
    const names = spec.names.map((name) => absoluteName(name, domain))
    const leaf = await sign({
      commonName: names[0] ?? domain,
      keys,
      hash,
      now,
      days: [-issuedDaysAgo, daysValid - issuedDaysAgo],
      use: 'server',
      names,
      ...(issuer && signer && { signer }),
      ...(issuer &&
        spec.issuerUrl !== 'left-out' && {
          issuerUrl: spec.issuerUrl === 'gone' ? `http://${HOST}/gone.cer` : urlOf(issuer),
        }),
      ...(issuer &&
        spec.ocsp !== 'left-out' && {
          ocspUrl: spec.ocsp === 'down' ? `http://${HOST}/ocsp/down` : ocspUrlOf(issuer),
        }),
      ...(issuer &&
        spec.list !== 'left-out' && {
          listUrl: spec.list === 'gone' ? `http://${HOST}/gone.crl` : listUrlOf(issuer),
        }),
      mustStaple: spec.mustStaple === true,
      criticalUsage: spec.criticalUsage === true,
    })
    const standing = { serial: leaf.serialNumber, ...(spec.revoked && { revokedAt: now - DAY }) }
    if (issuer) issuedBy(issuer).push(standing)

    const above = issuer && AUTHORITIES[issuer].signedBy
    const root = above && (await authority(above))
    const sent = inOrder(spec, leaf, signer?.certificate, root?.certificate)
    return {
      chain: sent.map((one) => new Uint8Array(one.rawData)),
      chainPem: sent.map(pem).join(''),
      keyPem: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      ...(signer && { staple: ocspStaple(signer, standing) }),
    }
  }

  const roots = await Promise.all([authority('root'), authority('ecdsa-root')])
  return {
    rootPem: roots.map(({ certificate }) => pem(certificate)).join(''),
    issue: (spec, domain) => once(`certificate ${domain} ${JSON.stringify(spec)}`, () => issue(spec, domain)),
    async published(path) {
      const name = names.find((one) => [pathOf(one), listPathOf(one)].includes(path))
      if (name === undefined) return undefined
      const signer = await authority(name)
      return path === pathOf(name)
        ? { mediaType: 'application/pkix-cert', bytes: new Uint8Array(signer.certificate.rawData) }
        : { mediaType: 'application/pkix-crl', bytes: makeRevocationList(signer, issuedBy(name)) }
    },
    async answerOcsp(path, question) {
      const name = names.find((one) => ocspPathOf(one) === path)
      return name && answerOcsp(await authority(name), issuedBy(name), question)
    },
  }
}

const names = Object.keys(AUTHORITIES) as AuthorityName[]

/** Which authority signs; none: the certificate signs itself. */
function issuerOf(issuer: Issuer, key: KeyKind): AuthorityName | undefined {
  switch (issuer) {
    case 'lab':
      return key.startsWith('RSA') ? 'issuing' : 'ecdsa-issuing'
    case 'private':
      return 'enterprise-issuing'
    case 'revoked':
      return 'revoked-issuing'
    case 'self':
      return undefined
  }
}

/** The certificates that the server sends, in the order in which it sends them. */
function inOrder(
  { chain = 'complete' }: CertificateSpec,
  ...[leaf, intermediate, root]: readonly (X509Certificate | undefined)[]
): readonly X509Certificate[] {
  const sent = {
    complete: [leaf, intermediate],
    'leaf-only': [leaf],
    'with-root': [leaf, intermediate, root],
    disordered: [leaf, root, intermediate],
  }[chain]
  return sent.filter((one) => one !== undefined)
}

function pathOf(name: AuthorityName): string {
  return `/${name}.cer`
}

function listPathOf(name: AuthorityName): string {
  return `/${name}.crl`
}

function ocspPathOf(name: AuthorityName): string {
  return `/ocsp/${name}`
}

function urlOf(name: AuthorityName): string {
  return `http://${HOST}${pathOf(name)}`
}

function listUrlOf(name: AuthorityName): string {
  return `http://${HOST}${listPathOf(name)}`
}

function ocspUrlOf(name: AuthorityName): string {
  return `http://${HOST}${ocspPathOf(name)}`
}

function pem(certificate: X509Certificate): string {
  return `${certificate.toString('pem')}\n`
}

/** Makes a thing at the first call with its name, and hands out the same one ever after. */
function memory(): <T>(name: string, make: () => Promise<T>) => Promise<T> {
  const made = new Map<string, Promise<unknown>>()
  return <T>(name: string, make: () => Promise<T>) => {
    const known = made.get(name) as Promise<T> | undefined
    if (known !== undefined) return known
    const fresh = make()
    made.set(name, fresh)
    return fresh
  }
}
