import { type ProbeEvent, type ProbeRequest, probeEventSchema, type RunUse } from '../engine/index.ts'
import { RequestError } from '../probes/request-error.ts'
import { EdgeError } from './edge-error.ts'
import { EdgePatience } from './edge-patience.ts'
import { type ProblemDetails, problemSchema } from './edge-problem.ts'
import { edgeRefusal } from './edge-refusal.ts'
import { edgeRoute } from './edge-routes.ts'
import { EventStreamError, readEventStream, type ServerSentEvent } from './event-stream.ts'
import { liveRun } from './live-run.ts'
import type { Vantage } from './vantage.ts'

const LONGEST_PROBLEM = 64 * 1024

export interface EdgeVantageOptions {
  /** Where the Worker is: `https`, or plain `http` to this machine. */
  readonly url: URL
  /** What the Worker is asked with. It goes to that URL alone: no redirect is followed. */
  readonly token: string
  /** Default: the runtime's. */
  readonly fetch?: typeof fetch
  /** Default: the runtime's. Used where somebody signs in, or wants a trace. */
  readonly webSocket?: typeof WebSocket
  /** Trust anchors (PEM) of this side beside Mozilla's: the edge's word is not taken for who gets a credential. */
  readonly roots?: readonly string[]
}

/**
 * A vantage that runs probes in a Worker at the internet's edge and passes on the events that it streams.
 * Aborting the run's signal, or no longer listening, ends the run there; after an abort the events end with
 * a `run-ended` of our own, for the edge's does not come through any more.
 *
 * With an authenticator, or a trace, the run goes over a WebSocket: the edge asks for NTLM's messages, and this side decides
 * who gets one. A run rejects with a {@link RequestError} when the request is at fault, else with an {@link EdgeError}.
 *
 * @throws EdgeError `insecure-url`
 *
 * @example
 * const vantage = edgeVantage({ url: new URL('https://outpost.example.workers.dev'), token })
 * for await (const event of vantage.run({ probe: 'dns', target: 'contoso.com' }, { signal })) …
 */
export function edgeVantage(options: EdgeVantageOptions): Vantage {
  const { url } = options
  if (url.username !== '' || url.password !== '') {
    throw new EdgeError('insecure-url', 'expected an edge URL without user name and password')
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw new EdgeError(
      'insecure-url',
      `expected an https URL for the edge, got ${url.origin}: the token would travel in the clear`,
    )
  }
  return {
    name: url.host,
    perspective: 'outside',
    run: (request, use) =>
      use.authenticator || use.trace
        ? runLive(options, request, use)
        : runAtEdge(options, request, use.signal),
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}

async function* runLive(
  { url, token, webSocket = WebSocket, roots = [] }: EdgeVantageOptions,
  request: ProbeRequest,
  use: RunUse,
): AsyncGenerator<ProbeEvent, void, undefined> {
  let last: ProbeEvent | undefined
  try {
    for await (const event of liveRun({ url, token, roots, webSocket }, request, use)) {
      last = follow(last, event)
      yield last
      if (last.type === 'run-ended') return
    }
    if (!use.signal.aborted) throw brokenOff()
    if (last) yield cancelledAfter(last)
  } catch (error) {
    if (use.signal.aborted) {
      if (last) yield cancelledAfter(last)
      return
    }
    throw asEdgeError(error, url, last)
  }
}

async function* runAtEdge(
  { url, token, fetch: send = fetch }: EdgeVantageOptions,
  { probe, ...body }: ProbeRequest,
  signal: AbortSignal,
): AsyncGenerator<ProbeEvent, void, undefined> {
  const patience = new EdgePatience(url, body)
  const connection = new AbortController()
  const giveUp = AbortSignal.any([signal, patience.signal, connection.signal])
  let last: ProbeEvent | undefined
  try {
    const response = await send(edgeRoute(url, `v1/probes/${encodeURIComponent(probe)}`), {
      method: 'POST',
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: giveUp,
    })
    patience.heard(0)
    if (mediaTypeOf(response) !== 'text/event-stream' || !response.ok) throw await refusal(response, url)
    if (response.body === null) throw brokenOff()
    for await (const event of readEventStream(heard(response.body, patience))) {
      last = follow(last, readEvent(event))
      patience.follow(last)
      yield last
      if (last.type === 'run-ended') return
    }
    throw brokenOff()
  } catch (error) {
    if (signal.aborted) {
      if (last) yield cancelledAfter(last)
      return
    }
    throw asEdgeError(patience.signal.aborted ? patience.signal.reason : error, url, last)
  } finally {
    patience.end()
    connection.abort()
  }
}

/** Passes the pieces of a body on, as long as there is patience for them. */
async function* heard(body: ReadableStream<Uint8Array>, patience: EdgePatience) {
  const reader = body.getReader()
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      patience.heard(piece.value.length)
      patience.signal.throwIfAborted()
      yield piece.value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

function mediaTypeOf(response: Response): string | undefined {
  return response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
}

function readEvent({ data }: ServerSentEvent): ProbeEvent {
  const parsed = probeEventSchema.safeParse(parseJson(data))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new EdgeError(
    'incompatible',
    `the edge sent an event that this version does not know (${issue?.path.join('.')}: ${issue?.message}); both should be of one version`,
  )
}

/** Events count from 0 without a gap and belong to one run. */
function follow(last: ProbeEvent | undefined, event: ProbeEvent): ProbeEvent {
  const inOrder = last
    ? event.sequence === last.sequence + 1 && event.runId === last.runId
    : event.sequence === 0 && event.type === 'run-started'
  if (!inOrder) throw new EdgeError('broken-off', 'events of the run were lost on the way from the edge')
  return event
}

function cancelledAfter({ schema, runId, sequence, at }: ProbeEvent): ProbeEvent {
  return { schema, runId, sequence: sequence + 1, at, type: 'run-ended', durationMs: at, end: 'cancelled' }
}

async function refusal(response: Response, url: URL): Promise<Error> {
  const problem = await readProblem(response)
  if (problem === undefined) {
    const what = response.ok ? 'something else than events' : `HTTP ${response.status}`
    return new EdgeError('not-an-outpost', `${url.host} does not answer like an Outpost: it answered ${what}`)
  }
  return edgeRefusal(problem, url)
}

async function readProblem(response: Response): Promise<ProblemDetails | undefined> {
  if (mediaTypeOf(response) !== 'application/problem+json' || response.body === null) return undefined
  const decoder = new TextDecoder()
  let text = ''
  for await (const piece of response.body) {
    text += decoder.decode(piece, { stream: true })
    if (text.length > LONGEST_PROBLEM) return undefined
  }
  return problemSchema.safeParse(parseJson(text)).data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function asEdgeError(error: unknown, url: URL, last: ProbeEvent | undefined): Error {
  if (error instanceof EdgeError || error instanceof RequestError) return error
  if (error instanceof EventStreamError) return new EdgeError('incompatible', error.message, { cause: error })
  if (last) return brokenOff(error)
  return new EdgeError('unreachable', `there is no answer from ${url.host}: ${whyNot(error)}`, {
    cause: error,
  })
}

function brokenOff(cause?: unknown): EdgeError {
  return new EdgeError('broken-off', 'the edge stopped talking before the run was over', { cause })
}

/** Node hides what went wrong in the cause. */
function whyNot(error: unknown): string {
  if (!(error instanceof Error)) return 'the runtime does not tell why'
  const { cause } = error
  return cause instanceof Error ? cause.message || cause.name : error.message
}
