import { absoluteName } from '../dns/absolute-name.ts'
import { domainOf, type Expectation, type Scenario } from './scenario.ts'

/** What a probe is asked about: `mail.tenant.test`, `mail.tenant.test:25`, or the mailbox `anna@tenant.test`. */
export function targetOf(scenario: Scenario, { target, port }: Pick<Expectation, 'target' | 'port'>): string {
  const domain = domainOf(scenario)
  const isMailbox = target.length > 1 && target.endsWith('@')
  const name = isMailbox ? `${target}${domain}` : absoluteName(target, domain)
  return port === undefined ? name : `${name}:${port}`
}
