export {
  type Certificate,
  fingerprints,
  isMustStaple,
  LARGEST_CERTIFICATE,
  type MalformedExtension,
  parseCertificate,
} from './certificate.ts'
export { type CertificateList, parseCertificateList } from './certificate-list.ts'
export { type ChainCounts, type ChainLimits, DEFAULT_LIMITS } from './chain-limits.ts'
export { CHAIN_PROBLEMS, type ChainProblem, type ChainProblemCode } from './chain-problem.ts'
export type { Bytes } from './der.ts'
export {
  type AuthorityKeyIdentifier,
  type CrlDistributionPoint,
  type DecodedExtensions,
  type Extension,
  KEY_USAGES,
  type KeyUsage,
  type SubjectAltName,
} from './extensions.ts'
export type { GeneralName } from './general-name.ts'
export { type HostMatch, matchHost } from './host.ts'
export { formatIpAddress, parseIpAddress } from './ip-address.ts'
export { LINT_RULES, type LintFinding, type LintOptions, type LintRuleId, lintChain } from './lint.ts'
export { MOZILLA_LIST, mozillaAnchors } from './mozilla.ts'
export { attributeValues, type DistinguishedName, type NameAttribute, sameName } from './name.ts'
export type { NameConstraints, NameSubtree } from './name-constraints.ts'
export { checkOcsp, makeOcspRequest } from './ocsp.ts'
export { EKU, EXTENSION, extensionName } from './oids.ts'
export { parsePem, toPem } from './pem.ts'
export type { PublicKey } from './public-key.ts'
export type { RevocationStatus } from './revocation.ts'
export { checkSignature, type SignatureOutcome, type Signed } from './signature.ts'
export type { HashName, SignatureAlgorithm } from './signature-algorithm.ts'
export { combineAnchors, type TrustAnchor, type TrustAnchors, trustAnchors } from './trust-anchors.ts'
export {
  type ChainRequest,
  type ChainVerdict,
  type ConsideredCertificate,
  type PresentedChain,
  verifyChain,
} from './verify-chain.ts'
