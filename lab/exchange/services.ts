import type { Accounts, Identity } from '../accounts/index.ts'
import { iisError } from '../http/iis/error-response.ts'
import type { Answer, HttpRequest } from '../http/message.ts'
import { answerAutodiscover } from './autodiscover/answer-autodiscover.ts'
import { answerActiveSync, answerEws } from './directories/web-services.ts'
import type { DirectoryName, ExchangeService } from './exchange-service.ts'
import { addressBookServer } from './mailbox/address-book/address-book-server.ts'
import { directoryOf } from './mailbox/directory.ts'
import { mailboxServer } from './mailbox/mailbox-server.ts'
import { mapiOverHttp } from './mapi/mapi-over-http.ts'
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
    autodiscover: (request) =>
      answerAutodiscover(request, server, service.autodiscover ?? { kind: 'settings' }),
    rpc: rpcOverHttp(context, mailboxes, addressBook),
    mapi: mapiOverHttp(context, mailboxes, addressBook),
    ews: answerEws,
    activesync: answerActiveSync,
    // A folder of files that none may list.
    oab: () => iisError(403),
  }
}
