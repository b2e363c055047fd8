import { randomUUID } from 'node:crypto'
import { type Header, type HttpResponse, httpDate } from '../http/message.ts'
import type { DirectoryName } from './exchange-service.ts'
import type { ServerFacts } from './server-facts.ts'
import { dottedBuild } from './versions.ts'

/** Which of the server's parts had a hand in a response. */
export interface Origin {
  /** None: IIS itself, outside of Exchange's directories. */
  readonly directory?: DirectoryName
  /** The service answered, not just its authentication. */
  readonly service?: true
}

/** The response with the fields that IIS, ASP.NET and Exchange put on it. */
export function signed(response: HttpResponse, server: ServerFacts, origin: Origin): HttpResponse {
  const { version, netbiosName, dnsName, clockAheadMinutes } = server
  const proxied = version.frontEnd && origin.directory !== undefined
  const fields: (Header | false)[] = [
    origin.service === true && ['Cache-Control', 'private'],
    ['Server', `Microsoft-IIS/${version.iis}`],
    proxied && ['request-id', randomUUID()],
    proxied && origin.service === true && ['X-CalculatedBETarget', dnsName],
    origin.directory === 'owa' && ['X-OWA-Version', dottedBuild(version)],
    proxied && origin.service === true && ['X-DiagInfo', netbiosName],
    proxied && origin.service === true && ['X-BEServer', netbiosName],
    origin.service === true && ['X-AspNet-Version', version.aspNet],
    ['X-Powered-By', 'ASP.NET'],
    proxied && ['X-FEServer', netbiosName],
    ['Date', httpDate(clockAheadMinutes)],
  ]
  return { ...response, headers: [...response.headers, ...fields.filter((field) => field !== false)] }
}
