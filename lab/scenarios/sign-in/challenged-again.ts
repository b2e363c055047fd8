import { directories, serving } from '../outlook-anywhere/parts.ts'
import { fails, goodZone } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

export const challengedAgain: Scenario = {
  name: 'challenged-again',
  title: 'The answer to a challenge is answered by another challenge, on every directory',
  rows: ['H05'],
  hosts: {
    mail: serving(
      directories({
        autodiscover: { challengesAgain: true },
        rpc: { challengesAgain: true },
        mapi: { challengesAgain: true },
      }),
    ),
  },
  zone: goodZone,
  expect: asUser(fails, ANNA, 'ntlm-connection-not-kept'),
}
