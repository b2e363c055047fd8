import type { Step } from '../../engine/index.ts'
import {
  attributeValues,
  type Certificate,
  fingerprints,
  parseCertificate,
  toPem,
} from '../../protocols/x509/index.ts'

/** A chain as inputs of checks have it: the certificates' hashes, in the order presented. */
export type ChainOfHost = { host: string; chain: readonly string[] }

/** What texts say of a certificate. */
export interface NamedCertificate {
  readonly certificate: Certificate
  readonly sha256: string
  readonly thumbprint: string
  /** For people: the common name, or else the whole subject. */
  readonly name: string
  /** The hosts that it is for. */
  readonly names: string[]
}

/** The leaf that a host presents, as findings name it. */
export interface LeafOfHost extends Omit<NamedCertificate, 'certificate'> {
  readonly host: string
}

/** Reads one kept certificate. @throws ProtocolError when it is not one */
export async function readKept(step: Step, sha256: string): Promise<NamedCertificate> {
  const der = step.kept(sha256)
  const certificate = parseCertificate(der)
  const { sha1 } = await fingerprints(der)
  return {
    certificate,
    sha256,
    thumbprint: sha1,
    name: shortName(certificate.subject),
    names: namesOf(certificate),
  }
}

function namesOf({ subjectAltName }: Certificate): string[] {
  return [...(subjectAltName?.dns ?? []), ...(subjectAltName?.ips ?? [])]
}

/** A certificate, its name for people, and who certified it; both by the hashes under which they were kept. */
export type CertificateOfIssuer = { name: string; certificate: string; issuer: string }

/** Reads both. @throws ProtocolError when one is none */
export function readPair(
  step: Step,
  { certificate, issuer }: Pick<CertificateOfIssuer, 'certificate' | 'issuer'>,
): { certificate: Certificate; issuer: Certificate } {
  return {
    certificate: parseCertificate(step.kept(certificate)),
    issuer: parseCertificate(step.kept(issuer)),
  }
}

/** The common name, or else the whole name as RFC 4514 writes it. */
export function shortName(name: Certificate['subject']): string {
  return attributeValues(name, 'CN')[0] ?? (name.text === '' ? 'without a name' : name.text)
}

/** A certificate as evidence: what an admin compares with the server's own list. */
export function describe({ certificate, sha256, thumbprint, names }: NamedCertificate) {
  const { subject, issuer, serial, notBefore, notAfter, publicKey, signatureAlgorithm } = certificate
  return {
    subject: subject.text,
    issuer: issuer.text,
    serial,
    notBefore: new Date(notBefore).toISOString(),
    notAfter: new Date(notAfter).toISOString(),
    names,
    key: { algorithm: publicKey.algorithm, bits: publicKey.bits, curve: publicKey.curve },
    signature: signatureAlgorithm.name,
    sha256,
    thumbprint,
    pem: toPem(certificate.der),
  }
}
