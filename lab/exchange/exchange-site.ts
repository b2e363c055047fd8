import type { Accounts } from '../accounts/index.ts'
import { htmlPage } from '../http/html-page.ts'
import { iisError } from '../http/iis/error-response.ts'
import { type Answer, type ConnectionFacts, type HttpRequest, hostOf, type Site } from '../http/message.ts'
import { redirectTo } from '../http/redirect-response.ts'
import { challengesFor } from './authentication.ts'
import { jsonReply } from './autodiscover/json-reply.ts'
import { directoryAt, settingsOf } from './directories/defaults.ts'
import { answerHealthCheck, isHealthCheck } from './directories/health-check.ts'
import { answerSignIn } from './directories/sign-in-page.ts'
import type { DirectorySettings, ExchangeService } from './exchange-service.ts'
import { fixedResponse } from './fixed-response.ts'
import { type Origin, signed } from './headers.ts'
import { type ServerFacts, serverFacts } from './server-facts.ts'
import { servicesOf } from './services.ts'

/** The web services of an Exchange server of a tenant, as IIS presents them. */
export function exchangeSite(service: ExchangeService, domain: string, accounts: Accounts): Site {
  const server = serverFacts(service, domain)
  const services = servicesOf({ service, server, accounts })
  return (connection) => async (request) => {
    const { answer, ...origin } = await answerOf(service, server, services, connection, request)
    // What HTTP.sys says, IIS never saw.
    const isOurs = typeof answer !== 'string' && !answer.headers.some(([name]) => name === 'Server')
    return isOurs ? signed(answer, server, origin) : answer
  }
}

type Signed = Origin & { readonly answer: Answer }

async function answerOf(
  service: ExchangeService,
  server: ServerFacts,
  services: ReturnType<typeof servicesOf>,
  { secure }: ConnectionFacts,
  request: HttpRequest,
): Promise<Signed> {
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
  if (directory === 'owa' || directory === 'ecp') {
    return { directory, service: true, answer: answerSignIn(request) }
  }
  if (settings.anonymous !== true) return { directory, answer: unauthorized(request, settings, server) }
  return { directory, service: true, answer: await services[directory](request, undefined) }
}

/** Somebody has to say who he is. */
function unauthorized(request: HttpRequest, settings: DirectorySettings, server: ServerFacts): Answer {
  const usesWindows = settings.schemes?.some((scheme) => scheme !== 'Basic') === true
  // Windows authentication is of a connection, which HTTP/2 shares between requests: IIS asks for HTTP/1.1.
  if (request.version === '2' && usesWindows) return 'requires-http1'
  const challenges = challengesFor(request, settings, server)
  // The front end of 2013 and later refuses without a page.
  const page = server.version.frontEnd ? { headers: [], body: '' } : iisError(401)
  return { ...iisError(401), ...page, headers: [...page.headers, ...challenges] }
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
