import type { NewFinding } from '../../engine/index.ts'
import { principalNameMismatch, principalNameSanOnly, principalNameWildcard } from '../../findings/index.ts'
import { attributeValues, type Certificate } from '../../protocols/x509/index.ts'
import type { NamedCertificate } from './chain.ts'

/**
 * How a principal name of Outlook Anywhere stands to a certificate.
 * - `match`: it is the common name.
 * - `san-only`: it is one of the alternative names and not the common name (T07).
 * - `wildcard`: only a wildcard of the certificate covers it (T08).
 * - `mismatch`: the certificate does not have it (T06).
 * - `not-compared`: it says `none`, which switches the comparison off.
 */
export type PrincipalNameMatch = 'match' | 'san-only' | 'wildcard' | 'mismatch' | 'not-compared'

/** What Outlook takes where Autodiscover names none: the host of the RPC proxy. */
export function defaultPrincipalName(server: string): string {
  return `msstd:${server}`
}

/**
 * Compares `CertPrincipalName` with a certificate as Outlook does: the text behind `msstd:` is a name like any other,
 * letter for letter without regard to case. `msstd:*.contoso.com` is the common name `*.contoso.com` and covers
 * nothing. What does not begin with `msstd:` matches nothing.
 */
export function comparePrincipalName(certificate: Certificate, principalName: string): PrincipalNameMatch {
  if (principalName.trim().toLowerCase() === 'none') return 'not-compared'
  const [, name] = /^msstd:(.+)$/i.exec(principalName.trim()) ?? []
  if (name === undefined) return 'mismatch'
  const wanted = name.trim().toLowerCase()
  const commonNames = attributeValues(certificate.subject, 'CN').map((each) => each.toLowerCase())
  const alternatives = (certificate.subjectAltName?.dns ?? []).map((each) => each.toLowerCase())
  if (commonNames.includes(wanted)) return 'match'
  if (alternatives.includes(wanted)) return 'san-only'
  const parent = wanted.slice(wanted.indexOf('.'))
  const covered = wanted.includes('.') && [...commonNames, ...alternatives].includes(`*${parent}`)
  return covered ? 'wildcard' : 'mismatch'
}

/** What is to be said of a principal name that a host's Autodiscover hands out; undefined when nothing is. */
export function judgePrincipalName(
  host: string,
  { certificate, ...names }: NamedCertificate,
  principalName: string,
): NewFinding | undefined {
  const [commonName = ''] = attributeValues(certificate.subject, 'CN')
  const values = { host, ...names, principalName, commonName }
  switch (comparePrincipalName(certificate, principalName)) {
    case 'mismatch':
      return principalNameMismatch(values)
    case 'wildcard':
      return principalNameWildcard(values)
    case 'san-only':
      return principalNameSanOnly(values)
    case 'match':
    case 'not-compared':
      return undefined
  }
}
