import { toHex } from '../bytes/index.ts'
import { ProtocolError } from '../protocol-error.ts'
import {
  type Bytes,
  bitStringContent,
  contextTag,
  type DerReader,
  readDer,
  smallIntegerContent,
  TAG,
} from './der.ts'
import { type GeneralName, readGeneralName, readGeneralNames } from './general-name.ts'
import { type NameConstraints, readNameConstraints } from './name-constraints.ts'
import { EXTENSION } from './oids.ts'

/** An extension as it stands in the certificate. */
export interface Extension {
  readonly oid: string
  readonly critical: boolean
  /** What the OCTET STRING holds: the DER of the value. */
  readonly value: Bytes
}

/** The bits of a key usage in their order (RFC 5280 section 4.2.1.3). */
export const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const
export type KeyUsage = (typeof KEY_USAGES)[number]

/** The subject alternative names, in order, and again by kind. */
export interface SubjectAltName {
  readonly names: readonly GeneralName[]
  readonly dns: readonly string[]
  /** Text as RFC 5952 writes it. */
  readonly ips: readonly string[]
  readonly emails: readonly string[]
  readonly uris: readonly string[]
  /** How many there are of other forms (directory names, user principal names and the like). */
  readonly others: number
}

export interface AuthorityKeyIdentifier {
  /** Lower-case hex. */
  readonly keyIdentifier?: string
  readonly hasIssuer: boolean
  readonly hasSerial: boolean
}

/** A distribution point that can be fetched or not: its URLs, and what it leaves out. */
export interface CrlDistributionPoint {
  readonly urls: readonly string[]
  /** It covers some reasons of revocation alone, or its list is signed by somebody else. */
  readonly partial: boolean
}

export interface PolicyConstraints {
  readonly requireExplicitPolicy?: number
  readonly inhibitPolicyMapping?: number
}

/** What this project reads out of extensions; what is absent or malformed is `undefined`. */
export interface DecodedExtensions {
  readonly subjectAltName?: SubjectAltName
  readonly basicConstraints?: { readonly ca: boolean; readonly pathLength?: number }
  readonly keyUsage?: readonly KeyUsage[]
  /** Dotted, as in `EKU`. */
  readonly extendedKeyUsage?: readonly string[]
  readonly nameConstraints?: NameConstraints
  readonly authorityKeyIdentifier?: AuthorityKeyIdentifier
  /** Lower-case hex. */
  readonly subjectKeyIdentifier?: string
  /** URLs; methods other than these two are passed over. */
  readonly authorityInfoAccess?: { readonly ocsp: readonly string[]; readonly caIssuers: readonly string[] }
  readonly crlDistributionPoints?: readonly CrlDistributionPoint[]
  /** Dotted. */
  readonly certificatePolicies?: readonly string[]
  readonly policyMappings?: readonly { readonly issuer: string; readonly subject: string }[]
  readonly policyConstraints?: PolicyConstraints
  readonly inhibitAnyPolicy?: number
  /** TLS extension numbers that the server must send (RFC 7633): 5 is `status_request`, which is must-staple. */
  readonly tlsFeatures?: readonly number[]
  readonly hasSignedCertificateTimestamps?: boolean
}

const DECODERS: Readonly<Record<string, (reader: DerReader) => DecodedExtensions>> = {
  [EXTENSION.subjectAltName]: (reader) => ({
    subjectAltName: sortNames(readGeneralNames(reader.sequence())),
  }),
  [EXTENSION.basicConstraints]: (reader) => ({ basicConstraints: readBasicConstraints(reader) }),
  [EXTENSION.keyUsage]: (reader) => ({ keyUsage: readKeyUsage(reader) }),
  [EXTENSION.extKeyUsage]: (reader) => ({ extendedKeyUsage: atLeastOne(reader, (item) => item.oid()) }),
  [EXTENSION.nameConstraints]: (reader) => ({ nameConstraints: readNameConstraints(reader) }),
  [EXTENSION.authorityKeyIdentifier]: (reader) => ({
    authorityKeyIdentifier: readAuthorityKeyIdentifier(reader),
  }),
  [EXTENSION.subjectKeyIdentifier]: (reader) => ({ subjectKeyIdentifier: toHex(reader.octetString()) }),
  [EXTENSION.authorityInfoAccess]: (reader) => ({ authorityInfoAccess: readAuthorityInfoAccess(reader) }),
  [EXTENSION.crlDistributionPoints]: (reader) => ({
    crlDistributionPoints: atLeastOne(reader, readDistributionPoint),
  }),
  [EXTENSION.certificatePolicies]: (reader) => ({ certificatePolicies: readPolicies(reader) }),
  [EXTENSION.policyMappings]: (reader) => ({ policyMappings: atLeastOne(reader, readPolicyMapping) }),
  [EXTENSION.policyConstraints]: (reader) => ({ policyConstraints: readPolicyConstraints(reader) }),
  [EXTENSION.inhibitAnyPolicy]: (reader) => ({ inhibitAnyPolicy: reader.smallInteger() }),
  [EXTENSION.tlsFeature]: (reader) => ({ tlsFeatures: reader.sequence().all((item) => item.smallInteger()) }),
  [EXTENSION.signedCertificateTimestamps]: (reader) => ({
    hasSignedCertificateTimestamps: reader.octetString().length > 0,
  }),
}

/** What an extension says; nothing for one that is not known. Throws {@link ProtocolError} when it is malformed. */
export function decodeExtension({ oid, value }: Extension): DecodedExtensions {
  const decode = DECODERS[oid]
  return decode ? readDer(value, decode) : {}
}

/**
 * Reads Extensions (RFC 5280 section 4.2) in order. Throws `x509.duplicate-extension` when one comes twice.
 * `critical` spelled out as FALSE, which DER leaves out, is read: authorities do write it.
 */
export function readExtensions(reader: DerReader): Extension[] {
  const extensions = atLeastOne(reader, readExtension)
  const seen = new Set<string>()
  for (const { oid } of extensions) {
    if (seen.has(oid)) throw new ProtocolError('x509.duplicate-extension', `the extension ${oid} comes twice`)
    seen.add(oid)
  }
  return extensions
}

function readExtension(reader: DerReader): Extension {
  const extension = reader.sequence()
  const oid = extension.oid()
  const critical = extension.peek() === TAG.boolean && extension.boolean()
  const value = extension.octetString()
  extension.finish()
  return { oid, critical, value }
}

function sortNames(names: readonly GeneralName[]): SubjectAltName {
  const values = (kind: string) =>
    names.flatMap((name) => (name.kind === kind && 'value' in name ? [name.value] : []))
  return {
    names,
    dns: values('dns'),
    ips: values('ip'),
    emails: values('email'),
    uris: values('uri'),
    others: names.filter(({ kind }) => kind === 'directory' || kind === 'other').length,
  }
}

function readBasicConstraints(reader: DerReader): { ca: boolean; pathLength?: number } {
  const constraints = reader.sequence()
  const ca = constraints.peek() === TAG.boolean && constraints.boolean()
  const pathLength = constraints.atEnd ? undefined : constraints.smallInteger()
  constraints.finish()
  return pathLength === undefined ? { ca } : { ca, pathLength }
}

function readKeyUsage(reader: DerReader): KeyUsage[] {
  const { bytes } = bitStringContent(reader.expect(TAG.bitString).content)
  return KEY_USAGES.filter((_, bit) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0)
}

function readAuthorityKeyIdentifier(reader: DerReader): AuthorityKeyIdentifier {
  const identifier = reader.sequence()
  const key = identifier.optional(contextTag(0, 'primitive'))
  const issuer = identifier.optional(contextTag(1, 'constructed'))
  if (issuer) readGeneralNames(identifier.into(issuer))
  const serial = identifier.optional(contextTag(2, 'primitive'))
  identifier.finish()
  return {
    ...(key && { keyIdentifier: toHex(key.content) }),
    hasIssuer: issuer !== undefined,
    hasSerial: serial !== undefined,
  }
}

const ACCESS_OCSP = '1.3.6.1.5.5.7.48.1'
const ACCESS_CA_ISSUERS = '1.3.6.1.5.5.7.48.2'

function readAuthorityInfoAccess(reader: DerReader): { ocsp: string[]; caIssuers: string[] } {
  const descriptions = atLeastOne(reader, (list) => {
    const description = list.sequence()
    const method = description.oid()
    const location = readGeneralName(description)
    description.finish()
    return { method, location }
  })
  const urls = (wanted: string) =>
    descriptions.flatMap(({ method, location }) =>
      method === wanted && location.kind === 'uri' ? [location.value] : [],
    )
  return { ocsp: urls(ACCESS_OCSP), caIssuers: urls(ACCESS_CA_ISSUERS) }
}

function readDistributionPoint(reader: DerReader): CrlDistributionPoint {
  const point = reader.sequence()
  const urls = point.peek() === contextTag(0, 'constructed') ? readPointName(point) : []
  const reasons = point.optional(contextTag(1, 'primitive'))
  const issuer = point.optional(contextTag(2, 'constructed'))
  point.finish()
  return { urls, partial: reasons !== undefined || issuer !== undefined }
}

/** DistributionPointName (RFC 5280 section 4.2.1.13): the URLs of a full name, none of a relative one. */
export function readPointName(point: DerReader): string[] {
  const wrapped = point.into(point.expect(contextTag(0, 'constructed')))
  const full = wrapped.optional(contextTag(0, 'constructed'))
  if (!full) wrapped.expect(contextTag(1, 'constructed'))
  wrapped.finish()
  const names = full ? readGeneralNames(wrapped.into(full)) : []
  return names.flatMap((name) => (name.kind === 'uri' ? [name.value] : []))
}

function readPolicies(reader: DerReader): string[] {
  const policies = atLeastOne(reader, (list) => {
    const policy = list.sequence()
    const oid = policy.oid()
    if (!policy.atEnd) policy.sequence()
    policy.finish()
    return oid
  })
  if (new Set(policies).size < policies.length)
    throw new ProtocolError('x509.extension', 'a certificate policy that comes twice')
  return policies
}

function readPolicyMapping(reader: DerReader): { issuer: string; subject: string } {
  const mapping = reader.sequence()
  const issuer = mapping.oid()
  const subject = mapping.oid()
  mapping.finish()
  return { issuer, subject }
}

function readPolicyConstraints(reader: DerReader): PolicyConstraints {
  const constraints = reader.sequence()
  const explicit = constraints.optional(contextTag(0, 'primitive'))
  const mapping = constraints.optional(contextTag(1, 'primitive'))
  constraints.finish()
  if (!explicit && !mapping)
    throw new ProtocolError('x509.extension', 'policy constraints that constrain nothing')
  return {
    ...(explicit && { requireExplicitPolicy: smallIntegerContent(explicit.content) }),
    ...(mapping && { inhibitPolicyMapping: smallIntegerContent(mapping.content) }),
  }
}

/** A SEQUENCE SIZE (1..MAX) OF. Throws `x509.extension` when it is empty. */
function atLeastOne<T>(reader: DerReader, read: (list: DerReader) => T): T[] {
  const items = reader.sequence().all(read)
  if (items.length === 0) throw new ProtocolError('x509.extension', 'a list that must not be empty')
  return items
}

/** Reasons of revocation by their number (RFC 5280 section 5.3.1). */
const REASONS = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const

/** The name of a reason of revocation; `undefined` for a number that has none. */
export function revocationReason(number: number): string | undefined {
  return REASONS[number]
}
