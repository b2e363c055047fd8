import type { AccountState } from '../../accounts/index.ts'
import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { asUser } from './parts.ts'

const STATES: readonly AccountState[] = ['locked-out', 'disabled', 'expired', 'must-change', 'protected']

export const accountsNotUsable: Scenario = {
  name: 'accounts-not-usable',
  title: 'The password is right, and the account is locked, disabled, expired, or for Kerberos alone',
  rows: ['A15'],
  hosts: { mail: serving(exchange('2019')) },
  zone: goodZone,
  accounts: { users: STATES.map((state) => ({ name: state, state })) },
  expect: STATES.flatMap((account) => asUser(fails, { account }, 'credential-refused')).filter(
    ({ perspective }) => perspective === 'outside',
  ),
}
