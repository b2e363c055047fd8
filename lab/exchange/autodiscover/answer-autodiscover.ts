import type { Identity } from '../../accounts/index.ts'
import { urlOf } from '../../http/location.ts'
import type { HttpRequest, HttpResponse } from '../../http/message.ts'
import type { ServerFacts } from '../server-facts.ts'
import type { ServiceContext } from '../services.ts'
import { deliver } from './deliver.ts'
import { mailboxOf } from './mailbox.ts'
import { poxError, poxRedirectAddress, poxRedirectUrl } from './pox-reply.ts'
import { readPoxRequest } from './pox-request.ts'
import { poxSettings } from './pox-settings.ts'
import type { AutodiscoverReply } from './reply.ts'
import { soapFault, soapUserSettings } from './soap-reply.ts'
import { contentOf } from './xml.ts'

const LONGEST_REQUEST = 65_536

/** What Autodiscover says to a user whom it trusts: POX, or SOAP at autodiscover.svc. */
export async function answerAutodiscover(
  context: ServiceContext,
  request: HttpRequest,
  identity: Identity | undefined,
): Promise<HttpResponse> {
  const body = (await request.body.read(LONGEST_REQUEST))?.toString('utf8') ?? ''
  const reply = context.service.autodiscover ?? { kind: 'settings' }
  const ask: Ask = { ...context, request, body, reply, strict: identity !== undefined }
  const answer = /\.svc$/i.test(request.path) ? answerSoap(ask) : xml(answerPox(ask))
  return deliver(answer, context.service.autodiscoverArrives)
}

interface Ask extends ServiceContext {
  readonly request: HttpRequest
  readonly body: string
  readonly reply: AutodiscoverReply
  /** Addresses that nobody has are not known. A directory that lets everybody in hands settings out for any. */
  readonly strict: boolean
}

function answerPox({ request, body, server, accounts, reply, strict }: Ask): string {
  const question = readPoxRequest(request, body)
  const now = Date.now() + server.clockAheadMinutes * 60_000
  if (typeof question === 'number') return poxError(question, now)
  const owner = accounts.withAddress(question.address)
  switch (reply.kind) {
    case 'settings':
      if (strict && owner === undefined) return poxError(500, now)
      return poxSettings(server, question, reply, owner?.mailbox?.without ?? [])
    case 'redirect-address':
      return poxRedirectAddress(reply.address)
    case 'redirect-url':
      return poxRedirectUrl(urlOf(reply.url, request, server.domain))
    case 'error':
      return poxError(reply.code, now, reply.message)
  }
}

function answerSoap({ request, body, server, accounts, reply, strict }: Ask): HttpResponse {
  const address = contentOf(body, 'Mailbox')
  if (address === undefined) return xml(soapFault('Client', 'A mailbox is needed.'), 500)
  switch (reply.kind) {
    case 'settings':
      if (strict && accounts.withAddress(address) === undefined) {
        return xml(soapUserSettings('InvalidUser', {}))
      }
      return xml(soapUserSettings('NoError', userSettings(address, server)))
    case 'redirect-address':
      return xml(soapUserSettings('RedirectAddress', {}, reply.address))
    case 'redirect-url':
      return xml(soapUserSettings('RedirectUrl', {}, urlOf(reply.url, request, server.domain)))
    case 'error':
      return xml(soapUserSettings(reply.code === 500 ? 'InvalidUser' : 'InternalServerError', {}))
  }
}

function userSettings(address: string, server: ServerFacts): Readonly<Record<string, string>> {
  const mailbox = mailboxOf(address, server)
  return {
    UserDN: mailbox.legacyDn,
    InternalRpcClientServer: mailbox.rpcServer,
    InternalMailboxServerDN: mailbox.serverDn,
    ExternalMailboxServer: server.namespace,
    ExternalMailboxServerRequiresSSL: 'True',
    ExternalMailboxServerAuthenticationMethods: 'Ntlm',
    ExternalEwsUrl: `https://${server.namespace}/EWS/Exchange.asmx`,
    MapiHttpEnabled: server.version.mapiOverHttp ? 'True' : 'False',
  }
}

function xml(body: string, status: 200 | 500 = 200): HttpResponse {
  return {
    status,
    reason: status === 200 ? 'OK' : 'Internal Server Error',
    headers: [['Content-Type', 'text/xml; charset=utf-8']],
    body,
  }
}
