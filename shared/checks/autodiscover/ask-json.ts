import { check, settle } from '../../engine/index.ts'
import { internalNamePublished, rewriteMitigationBlocking } from '../../findings/index.ts'
import { type JsonProtocol, jsonUrl } from '../../protocols/autodiscover/index.ts'
import { lookUpAddresses } from '../dns/addresses.ts'
import { type Asked, askUrl } from './ask.ts'
import { readJson } from './pox.ts'

/** In the order in which they tell where Exchange is. */
const PROTOCOLS = { Ews: 'EWS', AutodiscoverV1: 'Autodiscover', ActiveSync: 'ActiveSync' } as const

/** A service by the host of the URL that version 2 hands out. */
export interface HandedOut {
  readonly service: (typeof PROTOCOLS)[keyof typeof PROTOCOLS]
  readonly host: string
  readonly url: string
}

/**
 * Where are the services, by Autodiscover version 2, which asks nobody who he is? Exchange has it from 2016 CU3 on;
 * that older ones have not is healthy. Finds that a rule blocks it (H14), and names of the inside (X04).
 */
export const askJson = check(
  'autodiscover.json',
  async (
    step,
    { host, port, email, iis10 }: { host: string; port: number; email: string; iis10: boolean },
  ) => {
    const authority = port === 443 ? host : `${host}:${port}`
    const names = Object.keys(PROTOCOLS) as (keyof typeof PROTOCOLS & JsonProtocol)[]
    const asked = await Promise.all(
      names.map(async (protocol) => ({
        service: PROTOCOLS[protocol],
        asked: await settle(askUrl(step, { url: jsonUrl(authority, email, protocol), method: 'GET' })),
      })),
    )
    const told = asked.flatMap(({ service, asked: each }) =>
      each.answered ? [{ service, answer: each.answer }] : [],
    )
    const blocked = told.map(({ answer }) => howBlocked(answer, iis10)).find((how) => how !== undefined)
    if (blocked !== undefined) step.find(rewriteMitigationBlocking({ host, how: blocked }))
    const found = told.flatMap(({ service, answer }) => handedOut(service, answer))
    step.note(
      'autodiscover.services',
      found.map(({ service, host: at }) => ({ service, host: at })),
    )
    const hidden: string[] = []
    for (const name of new Set(found.map((each) => each.host))) {
      const addresses = await settle(lookUpAddresses(step, { host: name }))
      if (addresses.answered && addresses.answer.addresses.length > 0) continue
      hidden.push(name)
      if (!addresses.answered || addresses.answer.explained) continue
      const services = found.flatMap((each) => (each.host === name ? [each.service] : []))
      step.find(internalNamePublished({ services, host: name, from: host }))
    }
    return found.filter((each) => !hidden.includes(each.host))
  },
  { needed: false },
)

/** The rules of 2022 break the connection off; administrators made them answer 403. Exchange 2013 says 403 by nature. */
function howBlocked({ failure, reading }: Asked, iis10: boolean): 'aborted' | 'forbidden' | undefined {
  if (failure !== undefined && ABORTED.has(failure.code)) return 'aborted'
  return iis10 && reading?.kind === 'denied' ? 'forbidden' : undefined
}

const ABORTED: ReadonlySet<string> = new Set([
  'connect.closed',
  'http.closed-before-answer',
  'tls.closed',
  'tls.closed-without-notify',
])

function handedOut(service: HandedOut['service'], { answer }: Asked): HandedOut[] {
  const json = answer?.status === 200 ? readJson(answer.body) : undefined
  const url = json?.kind === 'found' ? URL.parse(json.url) : null
  if (url === null || url.protocol !== 'https:' || url.hostname === '') return []
  return [{ service, host: url.hostname, url: url.href }]
}
