import type { ByteReader } from '../bytes/index.ts'

/** Why a resolver answered as it did (RFC 8914). `text` is the resolver's own, free and foreign. */
export interface ExtendedError {
  readonly code: number
  /** The code's name in IANA's registry, or `''` for one that is not in it. */
  readonly name: string
  readonly text: string
}

/** IANA's registry "Extended DNS Error Codes", by position. */
const NAMES = [
  'Other Error',
  'Unsupported DNSKEY Algorithm',
  'Unsupported DS Digest Type',
  'Stale Answer',
  'Forged Answer',
  'DNSSEC Indeterminate',
  'DNSSEC Bogus',
  'Signature Expired',
  'Signature Not Yet Valid',
  'DNSKEY Missing',
  'RRSIGs Missing',
  'No Zone Key Bit Set',
  'NSEC Missing',
  'Cached Error',
  'Not Ready',
  'Blocked',
  'Censored',
  'Filtered',
  'Prohibited',
  'Stale NXDomain Answer',
  'Not Authoritative',
  'Not Supported',
  'No Reachable Authority',
  'Network Error',
  'Invalid Data',
  'Signature Expired before Valid',
  'Too Early',
  'Unsupported NSEC3 Iterations Value',
  'Unable to conform to policy',
  'Synthesized',
  'Invalid Query Type',
] as const

/** Reads the content of an Extended DNS Error option; throws `dns.truncated` when there is no code. */
export function readExtendedError(option: ByteReader): ExtendedError {
  const code = option.u16()
  // A final NUL is allowed (section 2), and bytes that are no UTF-8 must not hide the code.
  const text = new TextDecoder().decode(option.rest()).replace(/\0$/, '')
  return { code, name: NAMES[code] ?? '', text }
}
