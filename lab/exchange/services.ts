import type { Accounts, Identity } from '../accounts/index.ts'
import type { Answer, HttpRequest } from '../http/message.ts'
import { answerActiveSync } from './activesync/answer-activesync.ts'
import { answerAutodiscover } from './autodiscover/answer-autodiscover.ts'
import { answerEws } from './ews/answer-ews.ts'
import type { DirectoryName, ExchangeService } from './exchange-service.ts'
import { addressBookServer } from './mailbox/address-book/address-book-server.ts'
import { directoryOf } from './mailbox/directory.ts'
import { mailboxServer } from './mailbox/mailbox-server.ts'
import { mapiOverHttp } from './mapi/mapi-over-http.ts'
import { answerOfflineAddressBook } from './offline-address-book/answer-oab.ts'
import { rpcOverHttp } from './rpc/rpc-server.ts'
import type { ServerFacts } from './server-facts.ts'
import type { Sessions } from './sessions.ts'

/** Answers somebody who may use the service: nobody in particular where a directory lets everybody in. */
export type Service = (request: HttpRequest, identity: Identity | undefined) => Answer | Promise<Answer>

/** What the services of a server have in common. */
export interface ServiceContext {
  readonly service: ExchangeService
  readonly server: ServerFacts
  readonly accounts: Accounts
  /** What clients have open. */
  readonly sessions: Sessions
}

/** The services of one server; each keeps for itself what it has to remember from one connection to another. */
export function servicesOf(
  context: ServiceContext,
): Readonly<Record<Exclude<DirectoryName, 'owa' | 'ecp'>, Service>> {
  const { service, server, accounts, sessions } = context
  const directory = directoryOf(accounts, server)
  const faults = service.mailbox ?? {}
  const mailboxes = mailboxServer(directory, faults, sessions)
  const addressBook = addressBookServer(directory, faults, sessions)
  return {
    autodiscover: (request, identity) => answerAutodiscover(context, request, identity),
    rpc: rpcOverHttp(context, mailboxes, addressBook),
    mapi: mapiOverHttp(context, mailboxes, addressBook),
    ews: (request, identity) => answerEws(context, request, identity),
    activesync: (request, identity) => answerActiveSync(context, request, identity),
    oab: (request) => answerOfflineAddressBook(context, request),
  }
}
