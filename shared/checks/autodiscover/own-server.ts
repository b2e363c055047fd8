import { type Step, settle } from '../../engine/index.ts'
import { lookUpRecords } from '../dns/records.ts'
import { POX_PATH } from './candidates.ts'
import { isFound } from './end.ts'
import { looksLikeExchange } from './exchange-signs.ts'
import { follow } from './journey.ts'

/** Hosts of the domain that may be its Exchange servers, and whether its mail goes to somebody else. */
export async function findMailHosts(
  step: Step,
  domain: string,
): Promise<{ own: string[]; elsewhere: boolean }> {
  const asked = await settle(lookUpRecords(step, { name: domain, type: 'MX' }))
  const targets = asked.answered ? asked.answer.records.map(({ exchange }) => exchange) : []
  const below = targets.filter((target) => target.endsWith(`.${domain}`))
  return {
    own: [...new Set([...below, `mail.${domain}`])],
    elsewhere: targets.length > 0 && below.length === 0,
  }
}

/** The first of the hosts that answers Autodiscover as Exchange does, be it with an error. */
export async function findOwnServer(
  step: Step,
  hosts: readonly string[],
  email: string,
): Promise<string | undefined> {
  for (const host of hosts) {
    const journey = await follow(step, { url: `https://${host}${POX_PATH}`, email, redirectAlone: false })
    if (isFound(journey) || journey.hops.some(looksLikeExchange)) return host
  }
  return undefined
}
