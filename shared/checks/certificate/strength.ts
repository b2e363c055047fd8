import { check } from '../../engine/index.ts'
import { certificateWeak } from '../../findings/index.ts'
import type { Certificate } from '../../protocols/x509/index.ts'
import { type ChainOfHost, readKept } from './chain.ts'
import { checkTrust } from './trust.ts'

const DAY = 24 * 60 * 60 * 1000

/** The longest lifetime of a public server certificate, in days, by the date of its issue (CA/Browser Forum BR 6.3.2). */
const LIFETIME_LIMITS: readonly { from: string; days: number }[] = [
  { from: '2029-03-15', days: 47 },
  { from: '2027-03-15', days: 100 },
  { from: '2026-03-15', days: 200 },
  { from: '2020-09-01', days: 398 },
  { from: '2018-03-01', days: 825 },
]
/** What phones and Macs hold certificates of private authorities to. */
const PRIVATE_LIFETIME_LIMIT = 825

/** Do key, signature and lifetime satisfy the clients of today? (T05) */
export const checkStrength = check(
  'certificate.strength',
  async (step, { host, chain }: ChainOfHost): Promise<void> => {
    // A root's own signature is never looked at by a client: it stands in the store, or it does not.
    for (const [position, hash] of chain.entries()) {
      const { certificate, ...names } = await readKept(step, hash)
      const selfIssued = certificate.subject.text === certificate.issuer.text
      if (position > 0 && selfIssued) continue
      const role = position === 0 ? ('leaf' as const) : ('issuer' as const)
      const key = weakKey(certificate)
      if (key) step.find(certificateWeak({ host, ...names, role, weakness: 'key', detail: key }))
      const signature = weakSignature(certificate)
      if (signature && !selfIssued) {
        step.find(certificateWeak({ host, ...names, role, weakness: 'signature', detail: signature }))
      }
    }
    const leaf = await readKept(step, chain[0] ?? '')
    const trust = await checkTrust(step, { host, chain })
    if (trust.anchor === undefined) return
    const { certificate, ...names } = leaf
    const limit = trust.anchor === 'public' ? lifetimeLimit(certificate.notBefore) : PRIVATE_LIFETIME_LIMIT
    const lifetime = (certificate.notAfter - certificate.notBefore + 1000) / DAY
    if (limit !== undefined && lifetime > limit) {
      const detail = `${Math.round(lifetime)} days, where ${limit} are allowed`
      step.find(certificateWeak({ host, ...names, role: 'leaf', weakness: 'lifetime', detail }))
    }
  },
)

function weakKey({ publicKey: { algorithm, bits } }: Certificate): string | undefined {
  const rsa = algorithm === 'rsa' || algorithm === 'rsa-pss' || algorithm === 'dsa'
  if (rsa && bits < 2048) return `${algorithm.toUpperCase()} ${bits}`
  return algorithm === 'ec' && bits < 256 ? `EC ${bits}` : undefined
}

function weakSignature({ signatureAlgorithm: { hash } }: Certificate): string | undefined {
  return hash === 'SHA-1' || hash === 'MD5' || hash === 'MD2' ? hash : undefined
}

function lifetimeLimit(issued: number): number | undefined {
  return LIFETIME_LIMITS.find(({ from }) => issued >= Date.parse(from))?.days
}
