import type { Certificate } from './certificate.ts'
import type { ChainProblem, ChainProblemCode } from './chain-problem.ts'
import { matchHost } from './host.ts'
import { sameName } from './name.ts'
import { EKU, EXTENSION, extensionName } from './oids.ts'
import type { PublicKey } from './public-key.ts'
import type { SignatureAlgorithm } from './signature-algorithm.ts'

/** What is wrong with a certificate whatever chain it stands in. */
type Remark = readonly [ChainProblemCode, string]

/** Extensions whose meaning is enforced here, and which may therefore be critical (RFC 5280 section 4.2). */
const ENFORCED: ReadonlySet<string> = new Set([
  EXTENSION.basicConstraints,
  EXTENSION.keyUsage,
  EXTENSION.extKeyUsage,
  EXTENSION.subjectAltName,
  EXTENSION.certificatePolicies,
  EXTENSION.policyMappings,
  EXTENSION.policyConstraints,
  EXTENSION.inhibitAnyPolicy,
  EXTENSION.crlDistributionPoints,
  EXTENSION.tlsFeature,
])

/** RSA moduli above this cost too much to verify, and TLS libraries do not take them. */
const LARGEST_RSA = 8192

/** Whether it certifies its own name (RFC 5280 section 6.1), which says nothing about its signature. */
export function isSelfIssued(certificate: Certificate): boolean {
  return sameName(certificate.subject, certificate.issuer)
}

/**
 * What keeps a certificate from being a TLS server's: dates, name, usage, key, extensions. `host` undefined
 * leaves the name out.
 */
export function problemsAsLeaf(
  certificate: Certificate,
  { at, host }: { at: number; host?: string | undefined },
): ChainProblem[] {
  const usages = certificate.keyUsage
  const remarks = [...always(certificate, at)]
  if (host !== undefined && !matchHost(certificate, host).matches)
    remarks.push(['name-mismatch', `none of its names is ${host}`])
  const agrees = ['digitalSignature', 'keyEncipherment', 'keyAgreement'] as const
  if (usages && !agrees.some((usage) => usages.includes(usage)))
    remarks.push(['wrong-usage', 'its key usage allows neither a signature nor a key exchange'])
  return asProblems(certificate, remarks)
}

/** What keeps a certificate, or a trust anchor, from certifying others. */
export function problemsAsIssuer(certificate: Certificate, at: number): ChainProblem[] {
  const remarks = [...always(certificate, at)]
  // Before version 3 there was no way to say it; only trust anchors that old are in use (RFC 5280 section 6.1.4 k).
  if (!certificate.basicConstraints?.ca && (certificate.version === 3 || !isSelfIssued(certificate)))
    remarks.push(['ca-constraint', 'it is not the certificate of a certification authority'])
  if (certificate.keyUsage && !certificate.keyUsage.includes('keyCertSign'))
    remarks.push(['ca-constraint', 'its key usage does not allow it to sign certificates'])
  if (certificate.subject.keys.length === 0)
    remarks.push(['malformed', 'an authority without a name (RFC 5280 section 4.1.2.6)'])
  return asProblems(certificate, remarks)
}

/** What keeps the signature on a certificate from being accepted as proof, before it is checked. */
export function problemsOfSignature(certificate: Certificate): ChainProblem[] {
  const found = objectionToAlgorithm(certificate.signatureAlgorithm)
  return found ? asProblems(certificate, [found]) : []
}

/** Why a signature of this kind proves nothing, whoever made it; `undefined` when it does. */
export function objectionToAlgorithm({ kind, hash, name, pss }: SignatureAlgorithm): Remark | undefined {
  if (hash === 'MD2' || hash === 'MD5' || hash === 'SHA-1' || pss?.maskHash === 'SHA-1')
    return ['weak-signature', `signed with ${name}`]
  if (kind === 'dsa' || kind === 'ed448' || kind === 'unknown' || hash === 'SHA-224')
    return ['unsupported-algorithm', `signed with ${name}`]
  if (pss && pss.maskHash !== hash) return ['unsupported-algorithm', 'RSASSA-PSS with two different hashes']
  return undefined
}

function asProblems(certificate: Certificate, remarks: readonly Remark[]): ChainProblem[] {
  return remarks.map(([code, detail]) => ({ code, certificate, detail }))
}

function* always(certificate: Certificate, at: number): Generator<Remark> {
  // Certificates know whole seconds (RFC 5280 section 4.1.2.5): the second of `notAfter` counts to its end.
  const second = Math.floor(at / 1000) * 1000
  if (second > certificate.notAfter)
    yield ['expired', `it was valid until ${new Date(certificate.notAfter).toISOString()}`]
  if (second < certificate.notBefore)
    yield ['not-yet-valid', `it is valid from ${new Date(certificate.notBefore).toISOString()} on`]
  for (const { oid, error } of certificate.malformed)
    yield ['malformed', `its extension ${extensionName(oid) ?? oid} cannot be read: ${error.message}`]
  for (const { oid, critical } of certificate.extensions)
    if (critical && !isEnforced(oid, certificate))
      yield ['unknown-critical-extension', `its extension ${extensionName(oid) ?? oid} is critical`]
  if (certificate.issuer.keys.length === 0)
    yield ['malformed', 'it names no issuer (RFC 5280 section 4.1.2.4)']
  const usages = certificate.extendedKeyUsage
  if (usages && !usages.includes(EKU.serverAuth) && !usages.includes(EKU.any))
    yield ['wrong-usage', 'its extended key usage does not allow TLS servers']
  yield* remarksOnKey(certificate.publicKey)
}

/** A name constraint in a certificate that certifies nobody cannot be enforced, hence not be critical. */
function isEnforced(oid: string, certificate: Certificate): boolean {
  return oid === EXTENSION.nameConstraints ? (certificate.basicConstraints?.ca ?? false) : ENFORCED.has(oid)
}

function* remarksOnKey(key: PublicKey): Generator<Remark> {
  switch (key.algorithm) {
    case 'rsa':
      if (key.bits < 2048) yield ['weak-key', `RSA of ${key.bits} bits`]
      else if (key.bits > LARGEST_RSA) yield ['unsupported-algorithm', `RSA of ${key.bits} bits`]
      else if (!key.exponent || key.exponent < 3 || key.exponent % 2 === 0)
        yield ['weak-key', 'RSA with an exponent that nobody uses']
      return
    case 'ec':
      if (key.bits > 0 && key.bits < 256) yield ['weak-key', `the curve ${key.curve}`]
      else if (!/^P-(?:256|384|521)$/.test(key.curve ?? ''))
        yield ['unsupported-algorithm', `the curve ${key.curve}`]
      return
    case 'ed25519':
      return
    case 'dsa':
      yield ['weak-key', 'DSA']
      return
    default:
      yield [
        'unsupported-algorithm',
        `a key of kind ${key.algorithm === 'unknown' ? key.oid : key.algorithm}`,
      ]
  }
}
