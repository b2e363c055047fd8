import type { DirectoryName, DirectorySettings } from '../../exchange/exchange-service.ts'
import { everywhere, exchange, serving } from '../outlook-anywhere/parts.ts'
import { goodZone, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { ANNA, asUser } from './parts.ts'

/** Windows authentication for clients without tokens, and where tokens are to be had for those with. */
export const WITH_TOKENS: DirectorySettings = { schemes: ['Negotiate', 'NTLM', 'Bearer'] }

export const MODERN: Readonly<Partial<Record<DirectoryName, DirectorySettings>>> = {
  autodiscover: WITH_TOKENS,
  mapi: WITH_TOKENS,
  ews: WITH_TOKENS,
  oab: WITH_TOKENS,
}

export const modernAuthentication: Scenario = {
  name: 'modern-authentication',
  title: 'Exchange 2019 in a hybrid organisation, where tokens are as good as passwords',
  rows: [],
  hosts: { mail: serving(exchange('2019', { directories: MODERN })) },
  zone: goodZone,
  expect: [...everywhere(works), ...asUser(works, ANNA)],
}
