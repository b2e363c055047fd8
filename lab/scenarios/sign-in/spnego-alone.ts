import type { DirectorySettings } from '../../exchange/exchange-service.ts'
import { everywhere, exchange, serving } from '../outlook-anywhere/parts.ts'
import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

const SPNEGO: DirectorySettings = { schemes: ['Negotiate'], bareNtlm: 'refused' }

export const spnegoAlone: Scenario = {
  name: 'spnego-alone',
  title: 'Negotiate is all that is on offer, and takes NTLM within SPNEGO alone',
  rows: [],
  hosts: {
    mail: serving(
      exchange('2019', {
        autodiscover: { kind: 'settings', authPackage: 'negotiate' },
        directories: { autodiscover: SPNEGO, rpc: SPNEGO, mapi: SPNEGO, ews: SPNEGO, oab: SPNEGO },
      }),
    ),
  },
  zone: goodZone,
  expect: [...everywhere(works), ...asUser(works, ANNA)],
}
