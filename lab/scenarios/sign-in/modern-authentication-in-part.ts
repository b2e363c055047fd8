import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { fromBothSides, goodZone, warns } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { MODERN } from './modern-authentication.ts'
import { ANNA, asUser } from './parts.ts'

export const modernAuthenticationInPart: Scenario = {
  name: 'modern-authentication-in-part',
  title: 'MAPI over HTTP knows nothing of the tokens that the other directories take',
  rows: ['A14'],
  hosts: {
    mail: serving(exchange('2019', { directories: { ...MODERN, mapi: { schemes: ['Negotiate', 'NTLM'] } } })),
  },
  zone: goodZone,
  expect: [
    ...fromBothSides(warns, 'outlook-anywhere', '@', 'modern-auth-broken'),
    ...asUser(warns, ANNA, 'modern-auth-broken'),
  ],
}
