import { EventQueue } from '../engine/event-queue.ts'
import { FAREWELL_SECONDS, type ProbeEvent, type ProbeRequest, type RunUse } from '../engine/index.ts'
import {
  chainJudge,
  HostileEdgeError,
  onWire,
  QuestionAnswerer,
  type RemoteQuestion,
} from '../sign-in/index.ts'
import { EdgeError } from './edge-error.ts'
import { EdgePatience } from './edge-patience.ts'
import { edgeRefusal } from './edge-refusal.ts'
import { edgeRoute } from './edge-routes.ts'
import { type EdgeFrame, edgeFrameSchema, readFrame } from './live-frames.ts'

/** Waiting for events and answers: an edge that sends more at once floods. */
const MOST_FRAMES_WAITING = 20_000
/** What an edge may take to end its sessions, and to say that it did. */
const LONGEST_PARTING_MS = (FAREWELL_SECONDS + 1) * 1000

/** What a run over a WebSocket needs. */
export interface LiveRunOptions {
  readonly url: URL
  readonly token: string
  /** Trust anchors of this side (PEM), beside Mozilla's and those of the request: who may get the credential. */
  readonly roots: readonly string[]
  readonly webSocket: typeof WebSocket
}

/**
 * Runs a probe at an edge over a WebSocket, over which the edge asks for NTLM's messages. Yields events as the
 * edge sends them; who follows them sees to their order.
 *
 * When the caller has had enough, by `signal` or by listening no more, the events end at once. The conversation goes on behind
 * that for as long as the edge ends what it opened at the estate, for which somebody has to sign in: `holdOn` is given
 * what ends with it.
 *
 * @throws RequestError, EdgeError
 */
export async function* liveRun(
  { url, token, roots, webSocket }: LiveRunOptions,
  { probe, ...request }: ProbeRequest,
  { signal, authenticator, trace, holdOn }: RunUse,
): AsyncGenerator<ProbeEvent, void, undefined> {
  const socket = new webSocket(socketUrl(url, probe))
  const frames = new EventQueue<Exclude<EdgeFrame, RemoteQuestion>>()
  const over = new AbortController()
  const { promise: hungUp, resolve: afterwards } = Promise.withResolvers<void>()
  let state: 'running' | 'parting' | 'over' = 'running'
  let failure: Error | undefined
  let waiting = 0
  const judge = chainJudge([...roots, ...(request.roots ?? [])], () => Date.now())
  const answerer = authenticator && new QuestionAnswerer(authenticator, judge)
  const patience = new EdgePatience(url, request)
  let parting: ReturnType<typeof setTimeout> | undefined
  /** Nothing more is said, asked or answered. */
  const end = (error?: Error) => {
    if (state === 'over') return
    // Who has left hears of no failure.
    if (state === 'running') failure = error
    state = 'over'
    patience.end()
    clearTimeout(parting)
    signal.removeEventListener('abort', part)
    over.abort(new DOMException('the run is over', 'AbortError'))
    answerer?.close()
    socket.close()
    frames.close()
    afterwards()
  }
  /** The caller has had enough: the edge is told, and its questions are answered until it has ended its sessions. */
  const part = () => {
    if (state !== 'running') return
    // Nothing was asked for so far.
    if (socket.readyState !== socket.OPEN) return end()
    state = 'parting'
    patience.end()
    parting = setTimeout(() => end(), LONGEST_PARTING_MS)
    frames.close()
    socket.send(JSON.stringify({ type: 'cancel' }))
  }
  holdOn?.(hungUp)
  patience.signal.addEventListener('abort', () => end(patience.signal.reason), { once: true })
  if (signal.aborted) part()
  signal.addEventListener('abort', part, { once: true })
  socket.addEventListener('open', () => {
    if (state !== 'running') return
    patience.heard(0)
    socket.send(JSON.stringify({ type: 'token', token }))
    const signIn = authenticator && {
      schemes: authenticator.schemes,
      mailbox: authenticator.mailbox,
      ignoreTrust: authenticator.ignoreTrust,
    }
    const asked = { type: 'request', request, ...(signIn && { signIn }), ...(trace && { trace: true }) }
    socket.send(JSON.stringify(asked))
  })
  socket.addEventListener('message', ({ data }) => {
    if (state === 'over') return
    patience.heard(typeof data === 'string' ? data.length : 0)
    if (patience.signal.aborted) return
    const frame = readFrame(edgeFrameSchema, data)
    if (frame === undefined) return end(unknownFrame(url))
    if (isQuestion(frame)) {
      // Not waited for: the run goes on, and answers may have to wait for one another.
      answer(frame).catch((error) => end(error))
      return
    }
    if (state === 'parting') {
      if (frame.type === 'problem' || (frame.type === 'event' && frame.event.type === 'run-ended')) end()
      return
    }
    waiting += 1
    if (waiting > MOST_FRAMES_WAITING)
      return end(new HostileEdgeError('the edge sends more than anybody reads'))
    frames.push(frame)
  })
  socket.addEventListener('error', () =>
    end(new EdgeError('unreachable', `there is no answer from ${url.host}`)),
  )
  socket.addEventListener('close', () => end())
  try {
    for await (const frame of frames.drain()) {
      waiting -= 1
      if (failure || signal.aborted) break
      switch (frame.type) {
        case 'event':
          patience.follow(frame.event)
          if (frame.event.type === 'run-ended') end()
          yield frame.event
          if (frame.event.type === 'run-ended') return
          break
        case 'trace':
          trace?.(frame.entry)
          break
        case 'problem':
          end()
          throw edgeRefusal(frame.problem, url)
        case 'heartbeat':
          break
      }
    }
    if (failure) throw asEdgeError(failure, url)
  } finally {
    part()
  }

  async function answer(question: RemoteQuestion): Promise<void> {
    if (answerer === undefined) throw new HostileEdgeError('the edge asks for a credential that there is not')
    const told = await answerer.answer(question, over.signal)
    if (told && socket.readyState === socket.OPEN) socket.send(JSON.stringify(onWire(told)))
  }
}

function isQuestion(frame: EdgeFrame): frame is RemoteQuestion {
  return frame.type === 'question' || frame.type === 'basic-question' || frame.type === 'outcome'
}

function socketUrl(base: URL, probe: string): URL {
  const url = edgeRoute(base, `v1/probes/${encodeURIComponent(probe)}/live`)
  url.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:'
  return url
}

function asEdgeError(error: Error, url: URL): Error {
  if (error instanceof EdgeError) return error
  if (error instanceof HostileEdgeError) return new EdgeError('hostile', `${url.host}: ${error.message}`)
  return new EdgeError('broken-off', 'the edge stopped talking before the run was over', { cause: error })
}

function unknownFrame(url: URL): EdgeError {
  return new EdgeError(
    'incompatible',
    `${url.host} sent a message that this version does not know; both should be of one version`,
  )
}
