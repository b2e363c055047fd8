import type { Accounts, Identity } from '../accounts/index.ts'
import { iisError } from '../http/iis/error-response.ts'
import type { Answer, HttpRequest } from '../http/message.ts'
import { answerAutodiscover } from './autodiscover/answer-autodiscover.ts'
import { answerRpc } from './directories/rpc.ts'
import { answerActiveSync, answerEws, answerMapi } from './directories/web-services.ts'
import type { DirectoryName, ExchangeService } from './exchange-service.ts'
import type { ServerFacts } from './server-facts.ts'

/** Answers somebody who may use the service: nobody in particular where a directory lets everybody in. */
export type Service = (request: HttpRequest, identity: Identity | undefined) => Answer | Promise<Answer>

/** What the services of a server have in common. */
export interface ServiceContext {
  readonly service: ExchangeService
  readonly server: ServerFacts
  readonly accounts: Accounts
}

/** The services of one server; each keeps for itself what it has to remember from one connection to another. */
export function servicesOf(
  context: ServiceContext,
): Readonly<Record<Exclude<DirectoryName, 'owa' | 'ecp'>, Service>> {
  const { service, server } = context
  return {
    autodiscover: (request) =>
      answerAutodiscover(request, server, service.autodiscover ?? { kind: 'settings' }),
    rpc: answerRpc,
    mapi: answerMapi,
    ews: answerEws,
    activesync: answerActiveSync,
    // A folder of files that none may list.
    oab: () => iisError(403),
  }
}
