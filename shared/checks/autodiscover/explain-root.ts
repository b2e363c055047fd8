import type { Step } from '../../engine/index.ts'
import { rootDomainCertificate } from '../../findings/index.ts'
import type { Search } from './search.ts'

/** The domain itself is asked first: whatever else its web server does, its certificate is shown to users (D07). */
export function explainRoot(step: Step, { domain, candidates }: Search): void {
  const root = candidates.find(({ method }) => method === 'root-domain')
  const warning = root?.warnings.find(({ host }) => host === domain)
  if (!warning) return
  const { problem, names, issuer } = warning
  step.find(rootDomainCertificate({ domain, problem, names: [...names], issuer }))
}
