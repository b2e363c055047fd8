import { type KeyObject, randomBytes } from 'node:crypto'
import type { X509Certificate } from '@peculiar/x509'
import { type KeyPair, signingAlgorithm } from './keys.ts'

const DAY = 24 * 60 * 60 * 1000
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1'
const TLS_FEATURE = '1.3.6.1.5.5.7.1.24'
/** A list of TLS extensions that the server has to answer, with status_request (5) alone in it. */
const STATUS_REQUEST = Uint8Array.of(0x30, 3, 0x02, 1, 5)

/** Who signs: a certificate and its keys. */
export interface Signer {
  readonly certificate: X509Certificate
  readonly keys: KeyPair
}

export interface CertificateContent {
  readonly commonName: string
  readonly keys: KeyPair
  /** Without one, the certificate signs itself. */
  readonly signer?: Signer
  readonly hash: string
  /** Milliseconds since 1970 from which the days of validity are counted. */
  readonly now: number
  readonly days: readonly [from: number, to: number]
  readonly use: 'authority' | 'server'
  /** DNS names of the subject alternative name. */
  readonly names?: readonly string[]
  /** Where the signer's certificate can be fetched (RFC 5280 section 4.2.2.1). */
  readonly issuerUrl?: string
  /** Where the signer answers OCSP questions (RFC 5280 section 4.2.2.1). */
  readonly ocspUrl?: string
  /** Where the signer's revocation list can be fetched (RFC 5280 section 4.2.1.13). */
  readonly listUrl?: string
  /** Asks the server for a stapled OCSP answer (RFC 7633). */
  readonly mustStaple?: boolean
  readonly criticalUsage?: boolean
}

/** Loads the certificate library, which takes a quarter of a second the first time. */
export async function loadX509() {
  await import('reflect-metadata')
  return import('@peculiar/x509')
}

/** Makes and signs one certificate. */
export async function sign(content: CertificateContent): Promise<X509Certificate> {
  const x509 = await loadX509()
  const { keys, signer, hash, now, days, use, names = [], issuerUrl, ocspUrl, listUrl } = content
  const signingKeys = signer?.keys ?? keys
  const algorithm = signingAlgorithm(signingKeys.kind, hash)
  const publicKey = await crypto.subtle.importKey(
    'spki',
    der(keys.publicKey, 'spki'),
    signingAlgorithm(keys.kind, hash),
    true,
    ['verify'],
  )
  const { keyCertSign, cRLSign, digitalSignature, keyEncipherment } = x509.KeyUsageFlags
  const isAuthority = use === 'authority'

  return x509.X509CertificateGenerator.create({
    // RFC 5280 section 4.1.2.2: positive, and at most 20 octets.
    serialNumber: `4${randomBytes(16).toString('hex').slice(1)}`,
    subject: `CN=${content.commonName}`,
    issuer: signer?.certificate.subject ?? `CN=${content.commonName}`,
    notBefore: new Date(now + days[0] * DAY),
    notAfter: new Date(now + days[1] * DAY),
    publicKey,
    signingKey: await crypto.subtle.importKey(
      'pkcs8',
      der(signingKeys.privateKey, 'pkcs8'),
      algorithm,
      false,
      ['sign'],
    ),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(isAuthority, undefined, true),
      new x509.KeyUsagesExtension(
        isAuthority ? keyCertSign | cRLSign : digitalSignature | keyEncipherment,
        true,
      ),
      ...(isAuthority
        ? []
        : [new x509.ExtendedKeyUsageExtension([SERVER_AUTHENTICATION], content.criticalUsage ?? false)]),
      ...(names.length === 0
        ? []
        : [
            new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value }))),
          ]),
      ...(issuerUrl === undefined && ocspUrl === undefined
        ? []
        : [
            new x509.AuthorityInfoAccessExtension({
              ...(ocspUrl !== undefined && { ocsp: new x509.GeneralName('url', ocspUrl) }),
              ...(issuerUrl !== undefined && { caIssuers: new x509.GeneralName('url', issuerUrl) }),
            }),
          ]),
      ...(listUrl === undefined ? [] : [new x509.CRLDistributionPointsExtension([listUrl])]),
      ...(content.mustStaple ? [new x509.Extension(TLS_FEATURE, false, STATUS_REQUEST)] : []),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(signer?.certificate.publicKey ?? publicKey),
    ],
  })
}

function der(key: KeyObject, type: 'spki' | 'pkcs8'): Uint8Array<ArrayBuffer> {
  return new Uint8Array(key.export({ type, format: 'der' }))
}
