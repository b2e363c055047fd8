import { urlOf } from '../../http/location.ts'
import type { HttpRequest, HttpResponse } from '../../http/message.ts'
import type { ServerFacts } from '../server-facts.ts'
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
  request: HttpRequest,
  server: ServerFacts,
  reply: AutodiscoverReply,
): Promise<HttpResponse> {
  const body = (await request.body.read(LONGEST_REQUEST))?.toString('utf8') ?? ''
  return /\.svc$/i.test(request.path)
    ? answerSoap(request, body, server, reply)
    : xml(answerPox(request, body, server, reply))
}

function answerPox(
  request: HttpRequest,
  body: string,
  server: ServerFacts,
  reply: AutodiscoverReply,
): string {
  const question = readPoxRequest(request, body)
  const now = Date.now() + server.clockAheadMinutes * 60_000
  if (typeof question === 'number') return poxError(question, now)
  switch (reply.kind) {
    case 'settings':
      return poxSettings(server, question, reply)
    case 'redirect-address':
      return poxRedirectAddress(reply.address)
    case 'redirect-url':
      return poxRedirectUrl(urlOf(reply.url, request, server.domain))
    case 'error':
      return poxError(reply.code, now, reply.message)
  }
}

function answerSoap(
  request: HttpRequest,
  body: string,
  server: ServerFacts,
  reply: AutodiscoverReply,
): HttpResponse {
  const address = contentOf(body, 'Mailbox')
  if (address === undefined) return xml(soapFault('Client', 'A mailbox is needed.'), 500)
  switch (reply.kind) {
    case 'settings':
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
