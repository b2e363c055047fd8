import { check, type Step, settle } from '../../engine/index.ts'
import { certificateExpired } from '../../findings/index.ts'
import { type ChainOfHost, readKept } from './chain.ts'
import { checkTrust } from './trust.ts'

const DAY = 24 * 60 * 60 * 1000

/** Within how many days the end of validity is a warning, or a fact worth knowing. */
export function expiryThresholds(
  lifetimeDays: number,
  expectedDays?: number,
): { warning: number; info: number } {
  const warning = expectedDays ?? Math.min(30, lifetimeDays / 3)
  return { warning, info: Math.max(60, warning) }
}

/** Is the certificate valid today, and how long yet? (T02) Those of its issuers are looked at too. */
export const checkValidity = check(
  'certificate.validity',
  async (step, { host, chain }: ChainOfHost): Promise<void> => {
    const now = step.now()
    for (const [position, hash] of chain.entries()) {
      const { certificate, sha256, thumbprint, name, names } = await readKept(step, hash)
      const { notBefore, notAfter } = certificate
      const role = position === 0 ? ('leaf' as const) : ('issuer' as const)
      const days = Math.trunc((notAfter - now) / DAY)
      if (role === 'leaf') step.note('certificate.days-left', days)
      const values = {
        ...{ host, sha256, thumbprint, name, names, role },
        notBefore: new Date(notBefore).toISOString(),
        notAfter: new Date(notAfter).toISOString(),
      }
      const severity = () => severityOf(step, { host, chain }, hash)
      if (now > notAfter)
        step.find(certificateExpired({ ...values, state: 'expired', days }, await severity()))
      else if (now < notBefore) {
        const until = Math.ceil((notBefore - now) / DAY)
        step.find(certificateExpired({ ...values, state: 'not-yet-valid', days: until }, await severity()))
      } else if (role === 'leaf') {
        const { warning, info } = expiryThresholds(
          (notAfter - notBefore) / DAY,
          step.expected.certificateDays,
        )
        const left = (notAfter - now) / DAY
        if (left > info) continue
        const level = left <= warning ? 'warning' : 'info'
        step.find(certificateExpired({ ...values, state: 'expires-soon', days }, level))
      }
    }
  },
)

/**
 * An expired cross-sign that a server still sends beside a good path hinders old clients alone (OpenSSL before 1.1,
 * GnuTLS before 3.6.14), which stop at the first path that they find.
 */
async function severityOf(step: Step, of: ChainOfHost, hash: string): Promise<'error' | 'warning'> {
  if (hash === of.chain[0]) return 'error'
  const asked = await settle(checkTrust(step, of))
  return asked.answered && asked.answer.trusted && !asked.answer.path.includes(hash) ? 'warning' : 'error'
}
