import { type Step, settle } from '../../engine/index.ts'
import { registrableDomain } from '../../protocols/autodiscover/index.ts'
import { describeZone } from '../dns/zone.ts'

/** Stands before the @ where nobody gave an address. What is answered about it says nothing of anybody. */
const MADE_UP = 'outpost'

/** Whom Autodiscover is asked about. */
export interface Asker {
  readonly domain: string
  readonly email: string
  /** Whether the user gave the address. */
  readonly mailbox: boolean
}

/**
 * The mail domain that a target means; undefined for one that is a mere host. A name is a mail domain when it is
 * what somebody registered, when mail is sent to it, or when it stands behind `autodiscover`.
 */
export async function askerFor(
  step: Step,
  { host, localPart }: { host: string; localPart?: string },
): Promise<Asker | undefined> {
  if (localPart !== undefined) return { domain: host, email: `${localPart}@${host}`, mailbox: true }
  const domain = host.startsWith('autodiscover.') ? host.slice('autodiscover.'.length) : host
  if (domain !== host || registrableDomain(host) === host || (await takesMail(step, host))) {
    return { domain, email: `${MADE_UP}@${domain}`, mailbox: false }
  }
  return undefined
}

/** An address to ask a host about that is no mail domain's. */
export function madeUpAddress(host: string): string {
  return `${MADE_UP}@${registrableDomain(host)}`
}

async function takesMail(step: Step, domain: string): Promise<boolean> {
  const zone = await settle(describeZone(step, { domain }))
  return zone.answered && zone.answer.takesMail
}
