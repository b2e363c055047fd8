import type { Certificate } from '../../protocols/x509/index.ts'

const DAY = 24 * 60 * 60 * 1000

/** The longest lifetime of a public server certificate, in days, by the date of its issue (CA/Browser Forum BR 6.3.2). */
const PUBLIC_LIMITS: readonly { readonly from: string; readonly days: number }[] = [
  { from: '2029-03-15', days: 47 },
  { from: '2027-03-15', days: 100 },
  { from: '2026-03-15', days: 200 },
  { from: '2020-09-01', days: 398 },
  { from: '2018-03-01', days: 825 },
]
/** What phones and Macs hold certificates of private authorities to, issued since July 2019. */
const PRIVATE_LIMIT = { from: '2019-07-01', days: 825 }

/** For how many days a certificate is valid, its last second included (RFC 5280 section 4.1.2.5). */
export function lifetimeDays({ notBefore, notAfter }: Certificate): number {
  return (notAfter - notBefore + 1000) / DAY
}

/** For how many days it may be valid, if there is a limit. */
export function allowedDays({ notBefore }: Certificate, isPublic: boolean): number | undefined {
  const limits = isPublic ? PUBLIC_LIMITS : [PRIVATE_LIMIT]
  return limits.find(({ from }) => notBefore >= Date.parse(from))?.days
}
