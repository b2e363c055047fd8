import type { Identity } from '../../accounts/index.ts'
import { iisError } from '../../http/iis/error-response.ts'
import {
  type Answer,
  type Header,
  type HttpRequest,
  type HttpResponse,
  headerOf,
} from '../../http/message.ts'
import { BadMessage } from '../wire/octet-reader.ts'
import { type Context, contexts, EXPIRES_MS } from './contexts.ts'
import { readCookies, setCookies } from './cookies.ts'
import type { MapiFaults, MapiRequestType } from './mapi-settings.ts'
import { framed } from './meta-tags.ts'
import { MapiRefusal, RESPONSE_CODE } from './response-code.ts'

/** What an endpoint answers, by type; what a session is, is its own affair. */
export interface MapiRequests<T> {
  readonly path: string
  readonly opening: MapiRequestType
  readonly closing: MapiRequestType
  /** Opens a session, or says in its answer why not. */
  open(body: Buffer, identity: Identity | undefined): { readonly answer: Buffer; readonly session?: T }
  end(session: T): void
  /** The requests within a session, the closing one among them. */
  readonly requests: Readonly<Partial<Record<MapiRequestType, (body: Buffer, session: T) => Buffer>>>
}

export interface MapiEndpointOptions {
  readonly faults: MapiFaults
  /** `15.02.1544.011` */
  readonly serverApplication: string
}

/** Answers a request of MAPI over HTTP. */
export type MapiEndpoint = (request: HttpRequest, identity: Identity | undefined) => Promise<Answer>

/** Longer than the longest buffers of a request. */
const LONGEST_BODY = 0x8_0000

/** How often a client that waits hears PENDING, in milliseconds. */
const PENDING_PERIOD_MS = 15_000

const CONTENT_TYPE = 'application/mapi-http'

interface Answered {
  readonly content: Buffer
  readonly cookies: readonly Header[]
}

/** An endpoint with its sessions (MS-OXCMAPIHTTP section 3.2). */
export function mapiEndpoint<T>(api: MapiRequests<T>, options: MapiEndpointOptions): MapiEndpoint {
  const { faults } = options
  const sessions = contexts<T>(api.end)

  /** Does the request; throws a `MapiRefusal`. */
  async function perform(
    type: string,
    request: HttpRequest,
    identity: Identity | undefined,
  ): Promise<Answered> {
    const cookies = readCookies(request)
    const body = await bodyOf(request)
    if (type === 'PING') {
      if (cookies.context === undefined) return { content: Buffer.alloc(0), cookies: [] }
      const context = sessions.use(cookies, identity)
      context.done()
      return { content: Buffer.alloc(0), cookies: cookiesOf(context) }
    }
    if (identity === undefined) throw new MapiRefusal(RESPONSE_CODE.ANONYMOUS_NOT_ALLOWED)
    if (type === api.opening) {
      const { answer, session } = api.open(body, identity)
      if (session === undefined) return { content: answer, cookies: [] }
      const context = sessions.open(session, identity, cookies)
      context.done()
      return { content: answer, cookies: cookiesOf(context) }
    }
    const answer = Object.entries(api.requests).find(([name]) => name === type)?.[1]
    if (answer === undefined) throw new MapiRefusal(RESPONSE_CODE.INVALID_REQUEST_TYPE)
    const context = sessions.use(cookies, identity)
    try {
      const content = answer(body, context.what)
      if (type === api.closing) {
        sessions.close(context)
        return { content, cookies: [] }
      }
      return { content, cookies: cookiesOf(context) }
    } finally {
      context.done()
    }
  }

  function cookiesOf({ name, sequence }: Context<T>): readonly Header[] {
    return setCookies(api.path, name, sequence)
  }

  function faultsFor(type: string): MapiFaults {
    const isMeant = faults.of === undefined ? type !== 'PING' : faults.of.some((one) => one === type)
    return isMeant ? faults : {}
  }

  return async (request, identity) => {
    const type = headerOf(request, 'x-requesttype') ?? ''
    const fault = faultsFor(type)
    if (fault.status !== undefined) return iisError(fault.status)
    try {
      check(request)
      const { responseCode = 0, afterDone, contentType = CONTENT_TYPE } = fault
      if (responseCode !== 0 && afterDone !== true) throw new MapiRefusal(responseCode)
      const { content, cookies } = await perform(type, request, identity)
      if (fault.unanswered === true) return 'silence'
      return {
        ...respond(request, options, 0, contentType),
        headers: [...fieldsOf(request, options, 0, contentType), ...cookies],
        body: framed(responseCode === 0 ? content : Buffer.alloc(0), responseCode, fault),
      }
    } catch (error) {
      if (error instanceof MapiRefusal) return refusal(request, options, error.code)
      if (error instanceof BadMessage) return refusal(request, options, RESPONSE_CODE.INVALID_REQUEST_BODY)
      throw error
    }
  }
}

async function bodyOf({ body }: HttpRequest): Promise<Buffer> {
  const octets = await body.read(LONGEST_BODY)
  if (octets === undefined) throw new MapiRefusal(RESPONSE_CODE.TOO_LARGE)
  return octets
}

/** The fields that every request has to have (MS-OXCMAPIHTTP section 2.2.3.3). */
function check(request: HttpRequest): void {
  const [type, id, application, media] = [
    'x-requesttype',
    'x-requestid',
    'x-clientapplication',
    'content-type',
  ].map((name) => headerOf(request, name))
  if (type === undefined || id === undefined || application === undefined) {
    throw new MapiRefusal(RESPONSE_CODE.MISSING_HEADER)
  }
  if (!/^\{?[0-9a-f-]{36}\}?:\d+$/i.test(id)) throw new MapiRefusal(RESPONSE_CODE.INVALID_HEADER)
  const isMapi = media === undefined || media.toLowerCase().startsWith(CONTENT_TYPE)
  if (!isMapi) throw new MapiRefusal(RESPONSE_CODE.INVALID_HEADER)
}

/** An answer that is not the service's: a page that says the code in words. */
export function refusal(
  request: HttpRequest,
  options: Pick<MapiEndpointOptions, 'serverApplication'>,
  code: number,
): HttpResponse {
  const body = `<html><body>MAPI over HTTP refuses the request: ${code}.</body></html>`
  return { ...respond(request, options, code, 'text/html'), body }
}

function respond(
  request: HttpRequest,
  options: Pick<MapiEndpointOptions, 'serverApplication'>,
  code: number,
  contentType: string,
): HttpResponse {
  return {
    status: 200,
    reason: 'OK',
    headers: fieldsOf(request, options, code, contentType),
    body: '',
  }
}

function fieldsOf(
  request: HttpRequest,
  { serverApplication }: Pick<MapiEndpointOptions, 'serverApplication'>,
  code: number,
  contentType: string,
): readonly Header[] {
  const echoed = (name: string): Header[] => {
    const value = headerOf(request, name)
    return value === undefined ? [] : [[name, value]]
  }
  return [
    ['Content-Type', contentType],
    ...echoed('X-RequestType'),
    ['X-ResponseCode', String(code)],
    ...echoed('X-RequestId'),
    ...echoed('X-ClientInfo'),
    ['X-ServerApplication', `Exchange/${serverApplication}`],
    ['X-ExpirationInfo', String(EXPIRES_MS)],
    ['X-PendingPeriod', String(PENDING_PERIOD_MS)],
  ]
}
