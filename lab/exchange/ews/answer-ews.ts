import type { Accounts, Identity } from '../../accounts/index.ts'
import { htmlPage } from '../../http/html-page.ts'
import { iisError } from '../../http/iis/error-response.ts'
import type { HttpRequest, HttpResponse } from '../../http/message.ts'
import { child, find, readXml, type Xml } from '../../xml/read-xml.ts'
import type { ServerFacts } from '../server-facts.ts'
import type { ServiceContext } from '../services.ts'
import type { EwsFaults } from './ews-settings.ts'
import { getFolder } from './get-folder.ts'
import { getUserAvailability } from './get-user-availability.ts'
import { ewsFault, MESSAGES, SOAP, TYPES } from './soap.ts'

/** What an operation needs to know. */
export interface EwsCall {
  /** Nobody where the directory asks nobody. */
  readonly identity: Identity | undefined
  readonly accounts: Accounts
  readonly server: ServerFacts
  readonly faults: EwsFaults
}

/** Longer than any request that a client has. */
const LONGEST_REQUEST = 1024 * 1024

const OPERATIONS: Readonly<Record<string, (call: EwsCall, request: Xml) => HttpResponse>> = {
  GetFolder: getFolder,
  GetUserAvailabilityRequest: getUserAvailability,
}

/** Exchange Web Services: two operations, a page about itself for browsers, and refusals of what is no request. */
export async function answerEws(
  { service, server, accounts }: ServiceContext,
  request: HttpRequest,
  identity: Identity | undefined,
): Promise<HttpResponse> {
  const body = (await request.body.read(LONGEST_REQUEST))?.toString('utf8') ?? ''
  // A mailbox that may not be reached this way (Set-CASMailbox -EwsEnabled).
  if (identity?.account.mailbox?.without.includes('ews')) return iisError(403)
  if (request.method === 'GET') return SERVICE_PAGE
  const envelope = readXml(body)
  const content = child(envelope, SOAP, 'Body')
  const [operation] = content?.children ?? []
  if (envelope?.name !== 'Envelope' || envelope.namespace !== SOAP || operation === undefined) {
    return ewsFault('ErrorSchemaValidation', 'The request failed schema validation.')
  }
  const version = find(envelope, TYPES, 'RequestServerVersion')
  if (version !== undefined && !isKnown(version.attributes.Version, server)) {
    return ewsFault('ErrorInvalidServerVersion', 'The server does not know this version.')
  }
  const answer = operation.namespace === MESSAGES ? OPERATIONS[operation.name] : undefined
  if (answer === undefined) return ewsFault('ErrorInvalidRequest', 'The request is invalid.')
  return answer({ identity, accounts, server, faults: service.ews ?? {} }, operation)
}

/** The schemas, oldest first, with the version of Exchange (major, minor) that brought them. */
const SCHEMAS: readonly (readonly [name: string, major: number, minor: number])[] = [
  ['Exchange2007', 8, 0],
  ['Exchange2007_SP1', 8, 1],
  ['Exchange2010', 14, 0],
  ['Exchange2010_SP1', 14, 1],
  ['Exchange2010_SP2', 14, 2],
  ['Exchange2013', 15, 0],
  ['Exchange2013_SP1', 15, 0],
  ['Exchange2015', 15, 1],
  ['Exchange2016', 15, 1],
]

function isKnown(name: string | undefined, { version }: ServerFacts): boolean {
  const [ourMajor, ourMinor] = version.build
  return SCHEMAS.some(
    ([one, major, minor]) => one === name && (ourMajor > major || (ourMajor === major && ourMinor >= minor)),
  )
}

const SERVICE_PAGE: HttpResponse = {
  status: 200,
  reason: 'OK',
  headers: [['Content-Type', 'text/html; charset=UTF-8']],
  body: htmlPage('Service', 'This is the web service of Exchange; a client has to call it.'),
}
