import type { Certificate } from './certificate.ts'
import { formatIpAddress, parseIpAddress } from './ip-address.ts'
import { attributeValues } from './name.ts'

/** Whether a certificate is for a host, and by which of its names. */
export interface HostMatch {
  readonly matches: boolean
  /** What kind of name matched. Only when `matches`. */
  readonly by?: 'dns' | 'ip'
  /** The name of the certificate that matched: `*.example.com`. Only when `matches`. */
  readonly pattern?: string
  /** Whether it matched through a wildcard. */
  readonly wildcard: boolean
  /**
   * No alternative name matches, but a common name of the subject does. Not a match: RFC 9525 section 2 and every
   * current client pass the common name over; a few old devices do not.
   */
  readonly commonNameOnly: boolean
}

/**
 * Whether `certificate` is for `host` (RFC 6125, RFC 9525 section 6): DNS names label by label without
 * regard to case, a wildcard for exactly the left-most label, IP addresses by iPAddress alone.
 *
 * `host` is a name (with or without a dot at its end; U-labels are converted) or an IP literal. A host that
 * is neither matches nothing. Never throws.
 */
export function matchHost(certificate: Certificate, host: string): HostMatch {
  const address = parseIpAddress(host)
  const name = address ? formatIpAddress(address) : asciiHost(host)
  if (name === undefined) return { matches: false, wildcard: false, commonNameOnly: false }
  const names = certificate.subjectAltName
  const patterns = (address ? names?.ips : names?.dns) ?? []
  const fits = (pattern: string) => (address ? pattern === name : matchesDnsPattern(pattern, name))
  // An exact name tells more than a wildcard that happens to stand before it.
  const pattern =
    patterns.find((candidate) => !isWildcard(candidate) && fits(candidate)) ?? patterns.find(fits)
  if (pattern !== undefined)
    return {
      matches: true,
      by: address ? 'ip' : 'dns',
      pattern,
      wildcard: isWildcard(pattern),
      commonNameOnly: false,
    }
  return {
    matches: false,
    wildcard: false,
    commonNameOnly: attributeValues(certificate.subject, 'CN').some(fits),
  }
}

/** Whether `pattern`, a dNSName of a certificate, covers `name`, an A-label host name in lower case. */
export function matchesDnsPattern(pattern: string, name: string): boolean {
  const wanted = pattern.toLowerCase()
  if (!isWildcard(wanted)) return isDnsName(wanted) && wanted === name
  const parent = wanted.slice(2)
  // `*.com` would speak for everybody below it.
  if (!isDnsName(parent) || !parent.includes('.')) return false
  const dot = name.indexOf('.')
  return dot > 0 && name.slice(dot + 1) === parent
}

/** Whether the left-most label, whole, is a wildcard: the only place where RFC 9525 section 6.3 allows one. */
export function isWildcard(pattern: string): boolean {
  return pattern.startsWith('*.')
}

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?'
const DNS_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, 'i')

/** Labels of letters, digits, hyphens and (DNS does not mind) underscores; at most 253 characters. */
export function isDnsName(name: string): boolean {
  return name.length <= 253 && DNS_NAME.test(name)
}

/** The host name in lower-case A-labels without the dot at its end; `undefined` when it is no host name. */
export function asciiHost(host: string): string | undefined {
  const ascii = /^[\u0021-\u007e]*$/.test(host) ? host : convertLabels(host)
  const name = ascii.toLowerCase().replace(/\.$/, '')
  return isDnsName(name) ? name : undefined
}

/** IDNA's conversion as every runtime's URL has it (UTS 46). Empty when there is none. */
function convertLabels(host: string): string {
  return /[/?#@:\\\s]/.test(host) ? '' : (URL.parse(`http://${host}`)?.hostname ?? '')
}
