import type { Accounts } from '../accounts/index.ts'
import { htmlPage } from '../http/html-page.ts'
import { iisError } from '../http/iis/error-response.ts'
import {
  type Answer,
  type ConnectionFacts,
  type Header,
  type HttpRequest,
  headerOf,
  hostOf,
  type Site,
} from '../http/message.ts'
import { redirectTo } from '../http/redirect-response.ts'
import { type Gate, gateOf } from './authentication.ts'
import { jsonReply } from './autodiscover/json-reply.ts'
import { directoryAt, settingsOf } from './directories/defaults.ts'
import { answerHealthCheck, isHealthCheck } from './directories/health-check.ts'
import { answerSignedIn, answerSignIn } from './directories/sign-in-page.ts'
import type { DirectoryName, DirectorySettings, ExchangeService, Scheme } from './exchange-service.ts'
import { fixedResponse } from './fixed-response.ts'
import { type Origin, signed } from './headers.ts'
import { type ServerFacts, serverFacts } from './server-facts.ts'
import { servicesOf } from './services.ts'
import type { Sessions } from './sessions.ts'

/** The web services of an Exchange server of a tenant, as IIS presents them. */
export function exchangeSite(
  service: ExchangeService,
  { domain, accounts, sessions }: { domain: string; accounts: Accounts; sessions: Sessions },
): Site {
  const server = serverFacts(service, domain)
  const services = servicesOf({ service, server, accounts, sessions })
  return (connection) => {
    const gate = gateOf(connection, server, accounts)
    return async (request) => {
      const { answer, ...origin } = await answerOf({ service, server, services, connection, gate }, request)
      // What HTTP.sys says, IIS never saw.
      const isOurs = typeof answer !== 'string' && !answer.headers.some(([name]) => name === 'Server')
      return isOurs ? signed(answer, server, origin) : answer
    }
  }
}

/** A server, as it is to one connection. */
interface Front {
  readonly service: ExchangeService
  readonly server: ServerFacts
  readonly services: ReturnType<typeof servicesOf>
  readonly connection: ConnectionFacts
  readonly gate: Gate
}

type Signed = Origin & { readonly answer: Answer }

async function answerOf(front: Front, request: HttpRequest): Promise<Signed> {
  const { service, server, services } = front
  const { secure } = front.connection
  const directory = directoryAt(request.path)
  const settings = directory && settingsOf(service, directory)
  if (directory === undefined || settings === undefined) return { answer: siteRoot(service, secure, request) }

  if (!secure && settings.requiresTls === true) return { directory, answer: iisError(403, 4) }
  if (server.version.frontEnd && isHealthCheck(request)) {
    return { directory, answer: answerHealthCheck(request, settings, server) }
  }
  if (settings.answers !== undefined) {
    return { directory, answer: fixedResponse(settings.answers, request, server) }
  }
  const { length } = request.body
  if (settings.longestBody !== undefined && length !== 'chunked' && length > settings.longestBody) {
    return { directory, answer: iisError(404, 13) }
  }
  if (directory === 'autodiscover' && server.version.autodiscoverJson && isJson(request)) {
    const { autodiscoverJson = 'answered' } = service
    if (autodiscoverJson !== 'answered') {
      return { directory, answer: fixedResponse(autodiscoverJson, request, server) }
    }
    return { directory, service: true, answer: jsonReply(request, server.jsonHosts) }
  }
  if (settings.anonymous === true) {
    const answer = isForm(directory) ? answerSignIn(request) : await services[directory](request, undefined)
    return { directory, service: true, answer }
  }
  if (isForm(directory) && settings.schemes?.length === 0) {
    return { directory, service: true, answer: answerSignIn(request) }
  }
  return answerBehindGate(front, request, directory, settings)
}

/** The service, to somebody who says who he is; else the question. */
async function answerBehindGate(
  { server, services, gate }: Front,
  request: HttpRequest,
  directory: DirectoryName,
  settings: DirectorySettings,
): Promise<Signed> {
  if (request.version === '2' && settings.schemes?.some(isWindows) === true && !usesBasic(request)) {
    // Windows authentication is of a connection, which HTTP/2 shares between requests: IIS asks for HTTP/1.1.
    return { directory, answer: 'requires-http1' }
  }
  const judgement = gate.judge(request, directory, settings)
  if ('challenges' in judgement) return { directory, answer: unauthorized(judgement.challenges, server) }
  const { identity, fields } = judgement
  if (settings.afterSignIn !== undefined) {
    return { directory, answer: withFields(fixedResponse(settings.afterSignIn, request, server), fields) }
  }
  const answer = isForm(directory) ? answerSignedIn() : await services[directory](request, identity)
  return { directory, service: true, answer: withFields(answer, fields) }
}

/** Outlook on the web and the admin centre. */
function isForm(directory: DirectoryName): directory is 'owa' | 'ecp' {
  return directory === 'owa' || directory === 'ecp'
}

function isWindows(scheme: Scheme): boolean {
  return scheme === 'NTLM' || scheme === 'Negotiate'
}

function usesBasic(request: HttpRequest): boolean {
  return /^Basic /i.test(headerOf(request, 'authorization') ?? '')
}

/** Somebody has to say who he is. */
function unauthorized(challenges: readonly Header[], server: ServerFacts): Answer {
  // The front end of 2013 and later refuses without a page.
  const page = server.version.frontEnd ? { headers: [], body: '' } : iisError(401)
  return { ...iisError(401), ...page, headers: [...page.headers, ...challenges] }
}

function withFields(answer: Answer, fields: readonly Header[]): Answer {
  return typeof answer === 'string' ? answer : { ...answer, headers: [...answer.headers, ...fields] }
}

/** What is outside of Exchange's directories. */
function siteRoot(service: ExchangeService, secure: boolean, request: HttpRequest): Answer {
  if (!secure) return iisError(403, 4)
  if (request.path !== '/') return iisError(404)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    const refusal = iisError(405)
    return { ...refusal, headers: [...refusal.headers, ['Allow', 'GET, HEAD, OPTIONS, TRACE']] }
  }
  if (service.root === 'iis-start-page') {
    return { status: 200, reason: 'OK', headers: [['Content-Type', 'text/html']], body: htmlPage('IIS', '') }
  }
  return redirectTo(`https://${hostOf(request)}/owa/`)
}

function isJson({ path }: HttpRequest): boolean {
  return /^\/autodiscover\/autodiscover\.json(\/|$)/i.test(path)
}
