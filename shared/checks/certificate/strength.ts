import { check, settle } from '../../engine/index.ts'
import { certificateWeak } from '../../findings/index.ts'
import type { Certificate } from '../../protocols/x509/index.ts'
import { type ChainOfHost, readKept } from './chain.ts'
import { allowedDays, lifetimeDays } from './lifetime.ts'
import { checkTrust } from './trust.ts'

/** Do key, signature and lifetime satisfy the clients of today? (T05) */
export const checkStrength = check(
  'certificate.strength',
  async (step, { host, chain }: ChainOfHost): Promise<void> => {
    const asked = await settle(checkTrust(step, { host, chain }))
    // What is sent in vain, clients do not look at; where no path is sound, everything is looked at.
    const looked = asked.answered && asked.answer.trusted ? asked.answer.path : chain
    for (const hash of chain.filter((each) => looked.includes(each))) {
      const { certificate, ...names } = await readKept(step, hash)
      const isLeaf = hash === chain[0]
      // A root's own signature is never looked at: it stands in the store, or it does not.
      const selfIssued = certificate.subject.text === certificate.issuer.text
      if (!isLeaf && selfIssued) continue
      const role = isLeaf ? ('leaf' as const) : ('issuer' as const)
      const key = weakKey(certificate)
      if (key) step.find(certificateWeak({ host, ...names, role, weakness: 'key', detail: key }))
      const signature = weakSignature(certificate)
      if (signature && !selfIssued) {
        step.find(certificateWeak({ host, ...names, role, weakness: 'signature', detail: signature }))
      }
    }
    if (!asked.answered || !asked.answer.trusted) return
    const { certificate, ...names } = await readKept(step, chain[0] ?? '')
    const [days, allowed] = [
      lifetimeDays(certificate),
      allowedDays(certificate, asked.answer.anchor === 'public'),
    ]
    if (allowed !== undefined && days > allowed) {
      const detail = `${Math.round(days)} days, where ${allowed} are allowed`
      step.find(certificateWeak({ host, ...names, role: 'leaf', weakness: 'lifetime', detail }))
    }
  },
)

function weakKey({ publicKey: { algorithm, bits } }: Certificate): string | undefined {
  const rsa = algorithm === 'rsa' || algorithm === 'rsa-pss' || algorithm === 'dsa'
  if (rsa && bits < 2048) return `${algorithm.toUpperCase()} ${bits}`
  return algorithm === 'ec' && bits > 0 && bits < 256 ? `EC ${bits}` : undefined
}

function weakSignature({ signatureAlgorithm: { hash } }: Certificate): string | undefined {
  return hash === 'SHA-1' || hash === 'MD5' || hash === 'MD2' ? hash : undefined
}
