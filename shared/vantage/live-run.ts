import { EventQueue } from '../engine/event-queue.ts'
import type { ProbeEvent, ProbeRequest, RunUse } from '../engine/index.ts'
import { RequestError } from '../probes/request-error.ts'
import { chainJudge, HostileEdgeError, onWire, QuestionAnswerer } from '../sign-in/index.ts'
import { EdgeError } from './edge-error.ts'
import { PROBLEM_TYPE_PREFIX, type ProblemDetails } from './edge-problem.ts'
import { type EdgeFrame, edgeFrameSchema, readFrame } from './live-frames.ts'

/** An edge says every 5 seconds that it is still there. */
const LONGEST_SILENCE_MS = 30_000
/** Waiting for events and answers: an edge that sends more at once floods. */
const MOST_FRAMES_WAITING = 20_000

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
 * @throws RequestError, EdgeError
 */
export async function* liveRun(
  { url, token, roots, webSocket }: LiveRunOptions,
  { probe, ...request }: ProbeRequest,
  { signal, authenticator, trace }: RunUse,
): AsyncGenerator<ProbeEvent, void, undefined> {
  const socket = new webSocket(socketUrl(url, probe))
  const frames = new EventQueue<EdgeFrame>()
  const over = new AbortController()
  let failure: Error | undefined
  let waiting = 0
  const end = (error?: Error) => {
    failure ??= error
    frames.close()
  }
  const judge = chainJudge([...roots, ...(request.roots ?? [])], () => Date.now())
  const answerer = authenticator && new QuestionAnswerer(authenticator, judge)
  let timer = setTimeout(() => undefined, 0)
  const heard = () => {
    clearTimeout(timer)
    timer = setTimeout(() => end(silent(url)), LONGEST_SILENCE_MS)
  }
  const gone = () => end()
  heard()
  signal.addEventListener('abort', gone, { once: true })
  socket.addEventListener('open', () => {
    heard()
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
    heard()
    const frame = readFrame(edgeFrameSchema, data)
    if (frame === undefined) return end(unknownFrame(url))
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
          yield frame.event
          if (frame.event.type === 'run-ended') return
          break
        case 'trace':
          trace?.(frame.entry)
          break
        case 'problem':
          throw refusal(frame.problem, url)
        case 'heartbeat':
          break
        default:
          // Not waited for: the run goes on, and answers may have to wait for one another.
          answer(frame).catch((error) => end(error))
      }
    }
    if (failure) throw asEdgeError(failure, url)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', gone)
    over.abort(new DOMException('the run is over', 'AbortError'))
    answerer?.close()
    socket.close()
  }

  async function answer(question: Parameters<QuestionAnswerer['answer']>[0]): Promise<void> {
    if (answerer === undefined) throw new HostileEdgeError('the edge asks for a credential that there is not')
    const told = await answerer.answer(question, over.signal)
    if (told && socket.readyState === socket.OPEN) socket.send(JSON.stringify(onWire(told)))
  }
}

function socketUrl(base: URL, probe: string): URL {
  const folder = base.pathname.endsWith('/') ? base : new URL(`${base.pathname}/`, base)
  const url = new URL(`v1/probes/${encodeURIComponent(probe)}/live`, folder)
  url.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:'
  return url
}

function refusal(problem: ProblemDetails, url: URL): Error {
  const code = problem.type.slice(PROBLEM_TYPE_PREFIX.length)
  if (problem.status === 401) return new EdgeError('unauthorised', `${url.host}: ${problem.detail}`)
  if (problem.status === 400 || code === 'unknown-probe') return new RequestError(code, problem.detail)
  const expected = problem.expected === undefined ? '' : ` (${[problem.expected].flat().join('; ')})`
  return new EdgeError('refused', `${url.host}: ${problem.title}. ${problem.detail}${expected}`)
}

function asEdgeError(error: Error, url: URL): Error {
  if (error instanceof EdgeError) return error
  if (error instanceof HostileEdgeError) return new EdgeError('hostile', `${url.host}: ${error.message}`)
  return new EdgeError('broken-off', 'the edge stopped talking before the run was over', { cause: error })
}

function silent(url: URL): EdgeError {
  return new EdgeError('broken-off', `nothing was heard from ${url.host} for ${LONGEST_SILENCE_MS / 1000} s`)
}

function unknownFrame(url: URL): EdgeError {
  return new EdgeError(
    'incompatible',
    `${url.host} sent a message that this version does not know; both should be of one version`,
  )
}
