import type { Reason, Step } from '../../engine/index.ts'
import { certificateChainIncomplete, certificateUntrusted } from '../../findings/index.ts'
import type { Certificate, ChainVerdict } from '../../protocols/x509/index.ts'
import { type LeafOfHost, shortName } from './chain.ts'
import { issuerUrls } from './path.ts'

/** Says why the chain is not trusted (T03); what comes back is why that could not be told. */
export function explainDistrust(
  step: Step,
  of: LeafOfHost,
  verdict: ChainVerdict,
  shown: readonly Certificate[],
): Reason | undefined {
  const last = verdict.path.at(-1)
  const issuer = last ? shortName(last.issuer) : of.name
  const detail = verdict.reason?.detail ?? 'no path leads to a root'
  switch (verdict.reason?.code) {
    case 'self-signed':
      step.find(certificateUntrusted({ ...of, issuer, why: 'self-signed', detail }))
      return undefined
    case 'untrusted-root':
      step.find(certificateUntrusted({ ...of, issuer, why: 'private-authority', detail }))
      return undefined
    case 'no-path-to-a-root': {
      // Public authorities say where their certificate is to be had; one that does not, or only in a directory, is private.
      const [url] = last ? issuerUrls(last) : []
      if (url === undefined) {
        step.find(certificateUntrusted({ ...of, issuer, why: 'private-authority', detail }))
        return undefined
      }
      step.find(certificateChainIncomplete({ ...of, missing: issuer, repaired: false, url }))
      return { code: 'certificate.issuer-unknown', message: `the certificate of "${issuer}" is not at hand` }
    }
    case 'expired':
    case 'not-yet-valid':
    case 'weak-key':
    case 'weak-signature':
      // Of what the server presents, the checks of validity and strength have said so.
      if (shown.includes(verdict.reason.certificate)) return undefined
      break
    case 'bounds':
    case 'unsupported-algorithm':
    case undefined:
      return { code: `certificate.${verdict.reason?.code ?? 'no-path'}`, message: detail }
  }
  step.find(certificateUntrusted({ ...of, issuer, why: 'invalid-chain', detail }))
  return undefined
}
