import { createHash } from 'node:crypto'
import { ConnectError, type Endpoint, type Platform } from '../../shared/platform/index.ts'
import { ProtocolError } from '../../shared/protocols/protocol-error.ts'
import { createApp } from '../../worker/app.ts'
import type { Variables } from '../../worker/configuration.ts'

export const TOKEN = 'correct-horse-battery-staple'
export const digestOf = (token: string) => createHash('sha256').update(token).digest('hex')

/** An internet on which nobody answers: every connection is refused at once, and remembered. */
export function emptyInternet(connect: Platform['connect'] = refuse) {
  const attempts: Endpoint[] = []
  const platform: Platform = {
    async connect(endpoint, signal) {
      attempts.push(endpoint)
      return connect(endpoint, signal)
    },
    askResolver: async () => {
      throw new ProtocolError('dns.https-failed', 'nobody answers')
    },
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    now: () => Date.now(),
  }
  return { platform, ipv6Witnesses: [], attempts }
}

async function refuse(endpoint: Endpoint): Promise<never> {
  throw new ConnectError('refused', endpoint, 'nobody listens')
}

export type Ask = (path: string, options?: AskOptions) => Promise<Response>
export interface AskOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, with the media type. */
  readonly json?: unknown
  readonly body?: BodyInit
  readonly signal?: AbortSignal
  /** Default: the right one. */
  readonly token?: string | null
}

/** The runtime around the API, which remembers what it is to wait for. */
export function executionContext() {
  const held: Promise<unknown>[] = []
  return {
    held,
    waitUntil: (work: Promise<unknown>) => void held.push(work),
    passThroughOnException() {},
    props: {},
  }
}

/** The API in this process, with the variables that an operator set. */
export function api(
  variables: Partial<Variables> = {},
  internet = emptyInternet(),
  runtime = executionContext(),
): Ask {
  const app = createApp<Variables>(() => internet)
  return async (path, options = {}) =>
    app.request(path, requestInit(options), { OUTPOST_TOKEN_SHA256: digestOf(TOKEN), ...variables }, runtime)
}

/** What `fetch` is given for a question to the API, in this process or over the wire. */
export function requestInit({ method, headers, json, body, signal, token = TOKEN }: AskOptions): RequestInit {
  const sent = json === undefined ? body : JSON.stringify(json)
  return {
    method: method ?? (sent === undefined ? 'GET' : 'POST'),
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(sent !== undefined && { body: sent, duplex: 'half' }),
    ...(signal && { signal }),
  }
}

/** A problem as the API tells it, beside the status of its response. */
export async function problemOf(response: Response): Promise<Record<string, unknown>> {
  const type = response.headers.get('content-type')
  if (type !== 'application/problem+json')
    throw new Error(`expected a problem, got ${response.status} ${type}`)
  const problem = (await response.json()) as Record<string, unknown>
  if (problem.status !== response.status) throw new Error('the problem and the response differ in status')
  return problem
}
