import { check } from '../../engine/index.ts'
import { type ChainVerdict, matchHost } from '../../protocols/x509/index.ts'
import { type ChainOfHost, shortName } from './chain.ts'
import { findPath, issuerUrls } from './path.ts'

/** What Outlook would warn of. */
export type CertificateProblem = 'name' | 'expired' | 'not-yet-valid' | 'untrusted'

export interface Glance {
  /** Absent when Outlook would not warn, as far as can be told. */
  readonly problem?: CertificateProblem
  /** The names that the certificate is for. */
  readonly names: readonly string[]
  readonly issuer: string
  /** Issuers that the server did not send and that were fetched, by the hashes under which they are kept. */
  readonly fetched: readonly string[]
}

/**
 * Would Outlook warn of this certificate? Raises nothing: for hosts that are met on the way to Exchange, where what
 * is wrong is told by a finding of another kind.
 */
export const glanceAtCertificate = check(
  'certificate.glance',
  async (step, { host, chain }: ChainOfHost): Promise<Glance> => {
    const path = await findPath(step, chain)
    if (!path) return step.fail('certificate.none', 'there is no certificate')
    const { certificate } = path.leaf
    const names = [...(certificate.subjectAltName?.dns ?? []), ...(certificate.subjectAltName?.ips ?? [])]
    const problem = (): CertificateProblem | undefined => {
      if (!matchHost(certificate, host).matches) return 'name'
      if (step.now() > certificate.notAfter) return 'expired'
      if (step.now() < certificate.notBefore) return 'not-yet-valid'
      return isUntrusted(path.verdict) ? 'untrusted' : undefined
    }
    const found = problem()
    step.note('certificate.glance', { names, problem: found ?? 'none' })
    const fetched = await Promise.all(path.fetched.map((each) => step.keep(each.certificate.der)))
    return { names, issuer: shortName(certificate.issuer), fetched, ...(found && { problem: found }) }
  },
  { needed: false },
)

/**
 * Weak keys and signatures are another matter, and an intermediate that is not sent and could not be fetched says nothing
 * about trust.
 */
function isUntrusted({ valid, reason, path }: ChainVerdict): boolean {
  if (valid || reason === undefined || NO_VERDICT.includes(reason.code)) return false
  const last = path.at(-1)
  return reason.code !== 'no-path-to-a-root' || last === undefined || issuerUrls(last).length === 0
}

const NO_VERDICT: readonly string[] = ['bounds', 'unsupported-algorithm', 'weak-key', 'weak-signature']
