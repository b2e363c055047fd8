import { type Step, settle } from '../../engine/index.ts'
import { cloudAnswersFirst, hybridWrongPointer, rpcRetiredService } from '../../findings/index.ts'
import { jsonUrl } from '../../protocols/autodiscover/index.ts'
import { askUrl } from './ask.ts'
import { hostOf, urlOf } from './choose.ts'
import { findMailHosts, findOwnServer } from './own-server.ts'
import { readJson } from './pox.ts'
import type { Search } from './search.ts'
import { isExchangeOnline } from './surroundings.ts'
import type { CloudAnswer } from './way.ts'

/** The name in Exchange Online that Autodiscover of the domain leads to, if it does. */
export function onlineTarget({ cnames, found }: Search): string | undefined {
  const alias = cnames.find(isExchangeOnline)
  if (alias !== undefined) return alias
  const host = found && hostOf(found)
  return host !== undefined && isExchangeOnline(host) ? host : undefined
}

/**
 * Autodiscover leads to Exchange Online: a fact (S03), or a fault where mail of the domain goes to Exchange servers of
 * its own (X10).
 */
export async function explainOnline(step: Step, { domain, email }: Search, target: string): Promise<void> {
  const { own, elsewhere } = await findMailHosts(step, domain)
  // Mail that goes to a service elsewhere says that the mailboxes may be there, too.
  const server = elsewhere ? undefined : await findOwnServer(step, own, email)
  if (server === undefined) step.find(rpcRetiredService({ domain, target }))
  else step.find(hybridWrongPointer({ domain, target, server }))
}

const EXCHANGE_ONLINE = 'outlook.office365.com'

/** Does Exchange Online say that it holds a mailbox of which Autodiscover says that it is here? (X11) */
export async function askExchangeOnline(
  step: Step,
  { domain, email, mailbox, found }: Search,
): Promise<CloudAnswer> {
  if (!found || !mailbox) return { asked: false }
  const asked = await settle(
    askUrl(step, { url: jsonUrl(EXCHANGE_ONLINE, email, 'AutodiscoverV1'), method: 'GET' }),
  )
  const answer = asked.answered ? asked.answer.answer : undefined
  const json = answer?.status === 200 ? readJson(answer.body) : undefined
  const host = json?.kind === 'found' ? URL.parse(json.url)?.hostname : undefined
  if (json?.kind !== 'found' || host === undefined || !isExchangeOnline(host)) return { asked: true }
  step.find(cloudAnswersFirst({ domain, cloudUrl: json.url, ownUrl: urlOf(found) }))
  return { asked: true, url: json.url }
}
