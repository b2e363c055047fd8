import { domainOf, scenarios } from '../lab/index.ts'
import { nearest } from '../shared/documents/nearest.ts'
import { parseTarget } from '../shared/probes/index.ts'
import { UsageError } from './usage-error.ts'

/** The tenant that has the lab's own resolvers and authority. */
const OWN_DOMAIN = 'lab.test'
const MOST_NAMED = 3

/**
 * Insists that targets are tenants of the lab, or below one: a misspelt name would look like a fault of its DNS. Addresses
 * are taken as they are.
 *
 * @throws UsageError naming what was probably meant
 * @throws RequestError for a target that is none
 */
export function insistOnTenants(targets: readonly string[]): void {
  const domains = [...scenarios.map(domainOf), OWN_DOMAIN]
  for (const target of targets) {
    const { kind, host } = parseTarget(target)
    if (kind === 'address' || domains.some((domain) => host === domain || host.endsWith(`.${domain}`)))
      continue
    const meant = tenantsLike(host)
    const hint =
      meant.length > 0 ? `did you mean ${meant.join(' or ')}?` : 'its tenants are such as plain.test'
    throw new UsageError(`the lab has no tenant to which ${host} belongs; ${hint}`)
  }
}

/** The tenants that somebody may have meant: one that is spelt alike, else those whose names have the word in them. */
function tenantsLike(host: string): readonly string[] {
  const names = scenarios.map(({ name }) => name)
  const labels = host.split('.')
  const word = (labels.length > 1 ? labels.at(-2) : labels[0]) ?? ''
  const alike = nearest(word, names)
  const found = alike === undefined ? names.filter((name) => name.includes(word)) : [alike]
  return found.slice(0, MOST_NAMED).map((name) => `${name}.test`)
}
