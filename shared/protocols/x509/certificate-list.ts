import { ProtocolError } from '../protocol-error.ts'
import { type Certificate, serialText } from './certificate.ts'
import { type Bytes, booleanContent, contextTag, DerReader, readDer, TAG } from './der.ts'
import { type Extension, readExtensions, readPointName, revocationReason } from './extensions.ts'
import { type DistinguishedName, readName } from './name.ts'
import { EXTENSION } from './oids.ts'
import type { Signed } from './signature.ts'
import { readSignatureAlgorithm } from './signature-algorithm.ts'

/** What a list speaks of, when not of everything that its issuer issued (RFC 5280 section 5.2.5). */
export interface ListScope {
  readonly urls: readonly string[]
  readonly onlyUserCertificates: boolean
  readonly onlyAuthorities: boolean
  readonly onlyAttributeCertificates: boolean
  readonly someReasonsOnly: boolean
  readonly indirect: boolean
}

/** A certificate revocation list (RFC 5280 section 5). */
export interface CertificateList extends Signed {
  readonly issuer: DistinguishedName
  /** Milliseconds since 1970. */
  readonly thisUpdate: number
  readonly nextUpdate?: number
  readonly extensions: readonly Extension[]
  readonly scope?: ListScope
  /** Why the list cannot be taken as complete: what it names is revoked, what it does not name is unknown. */
  readonly flaws: readonly string[]
  /** The entries, undecoded: lists have up to hundreds of thousands, and one is looked for. */
  readonly entries: Bytes
}

/** Bounds a list in bytes. */
const LARGEST_LIST = 16 * 1024 * 1024

/** Parses a revocation list in strict DER. Throws {@link ProtocolError} as the parser of certificates does. */
export function parseCertificateList(der: Uint8Array): CertificateList {
  if (der.length > LARGEST_LIST)
    throw new ProtocolError('x509.too-large', `a revocation list of ${der.length} bytes`)
  return readDer(new Uint8Array(der), (outer) => {
    const list = outer.sequence()
    const tbs = list.expect(TAG.sequence)
    const signatureAlgorithm = readSignatureAlgorithm(list)
    const signature = list.bitStringOfBytes()
    list.finish()
    return { ...readTbs(list.into(tbs), signatureAlgorithm.oid), signatureAlgorithm, signature, tbs: tbs.der }
  })
}

/** When and why the list revokes the certificate of this serial number; `undefined` when it does not. */
export function findEntry(
  list: CertificateList,
  serial: string,
): { readonly revokedAt: number; readonly reason?: string } | undefined {
  const entries = new DerReader(list.entries)
  while (!entries.atEnd) {
    const entry = entries.sequence()
    if (serialText(entry.integer()) !== serial) continue
    const revokedAt = entry.time()
    const extensions = entry.atEnd ? [] : readExtensions(entry)
    entry.finish()
    const reason = extensions.find(({ oid }) => oid === EXTENSION.reasonCode)
    const name = reason && revocationReason(readDer(reason.value, (reader) => reader.enumerated()))
    return name === undefined ? { revokedAt } : { revokedAt, reason: name }
  }
  return undefined
}

/** Whether the list, by its scope, speaks of this certificate. */
export function isInScope({ scope }: CertificateList, certificate: Certificate): boolean {
  if (!scope) return true
  if (scope.indirect || scope.onlyAttributeCertificates) return false
  const authority = certificate.basicConstraints?.ca ?? false
  if (authority ? scope.onlyUserCertificates : scope.onlyAuthorities) return false
  // Authorities split their lists: one of them speaks only of the certificates that point to it.
  const points = certificate.crlDistributionPoints?.flatMap(({ urls }) => urls) ?? []
  return scope.urls.length === 0 || points.length === 0 || points.some((url) => scope.urls.includes(url))
}

function readTbs(tbs: DerReader, outerAlgorithm: string) {
  const versioned = tbs.peek() === TAG.integer
  if (versioned && tbs.smallInteger() !== 1)
    throw new ProtocolError('x509.version', 'a revocation list of an unknown version')
  if (readSignatureAlgorithm(tbs).oid !== outerAlgorithm)
    throw new ProtocolError('x509.algorithm-mismatch', 'the signed and the outer signature algorithm differ')
  const issuer = readName(tbs)
  const thisUpdate = tbs.time()
  const hasNext = tbs.peek() === TAG.utcTime || tbs.peek() === TAG.generalizedTime
  const nextUpdate = hasNext ? tbs.time() : undefined
  const entries = tbs.optional(TAG.sequence)?.content ?? new Uint8Array(0)
  const wrapped = tbs.optionalExplicit(0)
  const extensions = wrapped ? readExtensions(wrapped) : []
  wrapped?.finish()
  tbs.finish()
  const scope = readScope(extensions)
  return {
    issuer,
    thisUpdate,
    ...(nextUpdate !== undefined && { nextUpdate }),
    extensions,
    ...(scope && { scope }),
    flaws: findFlaws(extensions, scope),
    entries,
  }
}

function readScope(extensions: readonly Extension[]): ListScope | undefined {
  const point = extensions.find(({ oid }) => oid === EXTENSION.issuingDistributionPoint)
  return point && readDer(point.value, readIssuingPoint)
}

function readIssuingPoint(reader: DerReader): ListScope {
  const point = reader.sequence()
  const urls = point.peek() === contextTag(0, 'constructed') ? readPointName(point) : []
  const flag = (number: number) => {
    const element = point.optional(contextTag(number, 'primitive'))
    return element ? booleanContent(element.content) : false
  }
  const onlyUserCertificates = flag(1)
  const onlyAuthorities = flag(2)
  const someReasonsOnly = point.optional(contextTag(3, 'primitive')) !== undefined
  const indirect = flag(4)
  const onlyAttributeCertificates = flag(5)
  point.finish()
  return { urls, onlyUserCertificates, onlyAuthorities, someReasonsOnly, indirect, onlyAttributeCertificates }
}

function findFlaws(extensions: readonly Extension[], scope: ListScope | undefined): string[] {
  const flaws: string[] = []
  const number = extensions.find(({ oid }) => oid === EXTENSION.crlNumber)
  if (!number) flaws.push('it has no number (RFC 5280 section 5.2.3)')
  for (const { oid, critical } of extensions) {
    if (oid === EXTENSION.deltaCrlIndicator) flaws.push('it lists changes alone')
    else if (critical && oid !== EXTENSION.issuingDistributionPoint)
      flaws.push(`its extension ${oid} is critical`)
  }
  if (scope?.someReasonsOnly) flaws.push('it speaks of some reasons of revocation alone')
  return flaws
}
