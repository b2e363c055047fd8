import { accountsOf } from '../accounts/index.ts'
import { domainOf, type Scenario, type SignIn } from './scenario.ts'

/** What a user types. */
export interface Credential {
  readonly user: string
  readonly password: string
}

/** The credential that the data describes, for the tenant. */
export function credentialOf(scenario: Scenario, signIn: SignIn): Credential {
  const { all } = accountsOf(scenario.accounts ?? {}, domainOf(scenario))
  const account = all.find(({ name }) => name === signIn.account)
  if (account === undefined) throw new Error(`${scenario.name} has no account ${signIn.account}`)
  const user = {
    'principal-name': account.principalName,
    'domain-and-name': `${account.domain}\\${account.name}`,
    name: account.name,
    address: account.mailbox?.address ?? '',
  }[signIn.as ?? 'principal-name']
  return { user, password: signIn.password === 'wrong' ? `not ${account.password}` : account.password }
}
