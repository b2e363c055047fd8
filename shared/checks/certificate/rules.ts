import { getPublicSuffix } from 'tldts'
import { check } from '../../engine/index.ts'
import { certificateAgainstRules } from '../../findings/index.ts'
import { lintChain } from '../../protocols/x509/index.ts'
import { type ChainOfHost, readKept } from './chain.ts'
import { checkTrust } from './trust.ts'

/**
 * Do the certificates keep the CA/Browser Forum's rules for public authorities? Clients take them all the same, so
 * this changes no verdict. Private authorities are not held to the rules, and roots only to those of their store.
 */
export const checkRules = check(
  'certificate.rules',
  async (step, { host, chain }: ChainOfHost): Promise<void> => {
    const { trusted, anchor, path } = await checkTrust(step, { host, chain })
    if (!trusted || anchor !== 'public') return
    const named = await Promise.all(path.map((sha256) => readKept(step, sha256)))
    const broken = lintChain(
      named.map(({ certificate }) => certificate),
      { isPublicSuffix },
    )
    for (const { certificate, ...names } of named.slice(0, -1)) {
      const rules = broken
        .filter((finding) => finding.certificate === certificate)
        .map(({ rule, section, detail }) => ({ rule, section, detail }))
      if (rules.length > 0) step.find(certificateAgainstRules({ host, ...names, rules }))
    }
  },
  { needed: false },
)

function isPublicSuffix(name: string): boolean {
  return getPublicSuffix(name, { allowPrivateDomains: true }) === name
}
