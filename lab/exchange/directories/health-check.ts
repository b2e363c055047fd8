import { iisError } from '../../http/iis/error-response.ts'
import type { Answer, HttpRequest } from '../../http/message.ts'
import type { DirectorySettings } from '../exchange-service.ts'
import { fixedResponse } from '../fixed-response.ts'
import type { ServerFacts } from '../server-facts.ts'

/** Is this the page below a directory that load balancers ask? */
export function isHealthCheck({ path }: HttpRequest): boolean {
  return /^\/[^/]+\/healthcheck\.htm$/i.test(path)
}

/** What the directory's health check says: anonymous by design, and there from 2013 on. */
export function answerHealthCheck(
  request: HttpRequest,
  { health }: DirectorySettings,
  server: ServerFacts,
): Answer {
  if (health === 'inactive') return iisError(503)
  if (health !== undefined) return fixedResponse(health, request, server)
  return {
    status: 200,
    reason: 'OK',
    headers: [['Content-Type', 'text/html']],
    body: `200 OK<br/>${server.dnsName.toUpperCase()}`,
  }
}
