import { check } from '../../engine/index.ts'
import { certificateExpired } from '../../findings/index.ts'
import { type ChainOfHost, readKept } from './chain.ts'

const DAY = 24 * 60 * 60 * 1000

/** Within how many days the end of validity is a warning, or a fact worth knowing. */
export function expiryThresholds(lifetimeDays: number): { warning: number; info: number } {
  return { warning: Math.min(30, lifetimeDays / 3), info: 60 }
}

/** Is the certificate valid today, and how long yet? (T02) Those of its issuers are looked at too. */
export const checkValidity = check(
  'certificate.validity',
  async (step, { host, chain }: ChainOfHost): Promise<void> => {
    const now = step.now()
    for (const [position, hash] of chain.entries()) {
      const { certificate, sha256, thumbprint, name } = await readKept(step, hash)
      const { notBefore, notAfter } = certificate
      const role = position === 0 ? ('leaf' as const) : ('issuer' as const)
      const days = Math.trunc((notAfter - now) / DAY)
      if (role === 'leaf') step.note('certificate.days-left', days)
      const values = {
        ...{ host, sha256, thumbprint, name, role },
        notBefore: new Date(notBefore).toISOString(),
        notAfter: new Date(notAfter).toISOString(),
      }
      if (now > notAfter) step.find(certificateExpired({ ...values, state: 'expired', days }))
      else if (now < notBefore) {
        const until = Math.ceil((notBefore - now) / DAY)
        step.find(certificateExpired({ ...values, state: 'not-yet-valid', days: until }))
      } else if (role === 'leaf') {
        const { warning, info } = expiryThresholds((notAfter - notBefore) / DAY)
        const left = (notAfter - now) / DAY
        if (left > info) continue
        const severity = left <= warning ? 'warning' : 'info'
        step.find(certificateExpired({ ...values, state: 'expires-soon', days }, severity))
      }
    }
  },
)
