import type { HttpResponse } from '../../http/message.ts'
import { DECLARATION, element, text } from '../autodiscover/xml.ts'
import type { VersionFacts } from '../versions.ts'

export const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
export const MESSAGES = 'http://schemas.microsoft.com/exchange/services/2006/messages'
export const TYPES = 'http://schemas.microsoft.com/exchange/services/2006/types'
const ERRORS = 'http://schemas.microsoft.com/exchange/services/2006/errors'

/** The names of both schemas, as they stand in a response. */
const NAMESPACES = `xmlns:m="${MESSAGES}" xmlns:t="${TYPES}"`

/** A response to an operation, with the server's version in its header (MS-OXWSCDATA section 2.2.3.11). */
export function soapResponse(
  version: VersionFacts,
  name: string,
  ...content: readonly string[]
): HttpResponse {
  const [major, minor, majorBuild, minorBuild] = version.build
  const numbers = `MajorVersion="${major}" MinorVersion="${minor}" MajorBuildNumber="${majorBuild}" MinorBuildNumber="${minorBuild}"`
  return soap(
    200,
    element('s:Header', '', `<h:ServerVersionInfo ${numbers} xmlns:h="${TYPES}"/>`),
    element('s:Body', '', element(`m:${name}`, NAMESPACES, ...content)),
  )
}

/** A fault with a response code (MS-OXWSCDATA section 2.2.5.24): what fails before an operation is looked at. */
export function ewsFault(code: string, message: string): HttpResponse {
  const detail = element(
    'detail',
    '',
    `<e:ResponseCode xmlns:e="${ERRORS}">${code}</e:ResponseCode>`,
    `<e:Message xmlns:e="${ERRORS}">${message}</e:Message>`,
  )
  const name = `<faultcode xmlns:a="${TYPES}">a:${code}</faultcode>`
  return soap(500, element('s:Body', '', element('s:Fault', '', name, text('faultstring', message), detail)))
}

function soap(status: 200 | 500, ...content: readonly string[]): HttpResponse {
  return {
    status,
    reason: status === 200 ? 'OK' : 'Internal Server Error',
    headers: [['Content-Type', 'text/xml; charset=utf-8']],
    body: `${DECLARATION}${element('s:Envelope', `xmlns:s="${SOAP}"`, ...content)}`,
  }
}
