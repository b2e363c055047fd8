/// <reference path="./cloudflare-web-sockets.d.ts" />
import { FAREWELL_SECONDS, type ProbeEvent, type ProbeRequest, type RunUse } from '../shared/engine/index.ts'
import {
  onWire,
  type RemoteAuthenticator,
  type RemoteQuestion,
  remoteAuthenticator,
} from '../shared/sign-in/index.ts'
import type { ProblemDetails } from '../shared/vantage/edge-problem.ts'
import {
  type ClientFrame,
  clientFrameSchema,
  type EdgeFrame,
  readFrame,
} from '../shared/vantage/live-frames.ts'
import { Problem, problemResponse } from './problem.ts'
import { HEARTBEAT_MS } from './run-response.ts'

/** A caller that says nothing for so long is no caller. */
const PATIENCE_MS = 10_000

/** Room for the longest token: what a stranger sends is not even read beyond it. */
const LONGEST_FIRST_FRAME = 8 * 1024

/** What a run over a WebSocket needs of the Worker around it. */
export interface LiveSurroundings {
  /** Holds the token against the accepted ones, and answers with who it is. @throws Problem */
  admit(token: string): Promise<string>
  /** @throws Problem, RequestError */
  run(request: ProbeRequest, caller: string, use: RunUse): Promise<AsyncIterable<ProbeEvent>>
  problem(error: unknown): ProblemDetails
}

/**
 * Answers `GET /v1/probes/{probe}/live`: a run over a WebSocket, for callers with a credential. The token comes in the
 * first message, never in the URL; then the request; then events go out, and questions about NTLM, which the caller
 * answers. Its word, or its going away, ends the run; who gave word is still asked what it takes to end the run's sessions.
 */
export function liveResponse(probe: string, request: Request, surroundings: LiveSurroundings): Response {
  if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') {
    return problemResponse(
      new Problem('upgrade-required', 'A run that signs in goes over a WebSocket.', {
        expected: 'a WebSocket whose first message is the token',
        headers: { upgrade: 'websocket' },
      }),
    )
  }
  const { 0: client, 1: server } = new WebSocketPair()
  server.accept()
  new LiveRun(probe, server, surroundings).listen()
  return new Response(null, { status: 101, webSocket: client })
}

/** One caller: what came so far, and the run once there is one. */
class LiveRun {
  readonly #probe: string
  readonly #socket: WebSocket
  readonly #surroundings: LiveSurroundings
  /** Aborts when the caller has had enough; what ends then may still be asked for, until the connection is closed. */
  readonly #left = new AbortController()
  #closed = false
  #frames: Promise<void> = Promise.resolve()
  #caller: string | undefined
  #started = false
  #remote: RemoteAuthenticator | undefined
  /** For the request at first, later for the end of a run that was cancelled. */
  #patience: ReturnType<typeof setTimeout> | undefined
  #beating: ReturnType<typeof setInterval> | undefined

  constructor(probe: string, socket: WebSocket, surroundings: LiveSurroundings) {
    this.#probe = probe
    this.#socket = socket
    this.#surroundings = surroundings
  }

  listen(): void {
    this.#patience = setTimeout(() => this.#end(1008), PATIENCE_MS)
    this.#socket.addEventListener('message', ({ data }) => {
      // In order: the token is looked at before the request that follows it.
      this.#frames = this.#frames.then(() => this.#take(data)).catch((error) => this.#fail(error))
    })
    for (const gone of ['close', 'error'] as const) {
      this.#socket.addEventListener(gone, () => this.#end(1000))
    }
  }

  async #take(data: unknown): Promise<void> {
    if (this.#closed) return
    if (this.#caller === undefined && typeof data === 'string' && data.length > LONGEST_FIRST_FRAME) {
      throw notTheToken()
    }
    const frame = readFrame(clientFrameSchema, data)
    if (frame === undefined)
      throw new Problem('invalid-request', 'A message is none of those that are known.')
    if (frame.type === 'token') {
      this.#caller = await this.#surroundings.admit(frame.token)
      return
    }
    if (this.#caller === undefined) throw notTheToken()
    if (frame.type === 'cancel') {
      this.#cancel()
      return
    }
    if (frame.type === 'request') {
      if (this.#started) throw new Problem('invalid-request', 'There is one run to a connection.')
      this.#started = true
      clearTimeout(this.#patience)
      this.#run(frame, this.#caller).catch((error) => this.#fail(error))
      return
    }
    this.#remote?.receive(frame)
  }

  async #run(
    { request, signIn, trace }: Extract<ClientFrame, { type: 'request' }>,
    caller: string,
  ): Promise<void> {
    this.#beating = setInterval(() => this.#send({ type: 'heartbeat' }), HEARTBEAT_MS)
    this.#remote = signIn && remoteAuthenticator(signIn, (question) => this.#ask(question))
    const events = await this.#surroundings.run({ ...request, probe: this.#probe }, caller, {
      signal: this.#left.signal,
      authenticator: this.#remote?.authenticator,
      ...(trace && { trace: (entry) => this.#send({ type: 'trace', entry }) }),
    })
    for await (const event of events) this.#send({ type: 'event', event })
    this.#end(1000)
  }

  #ask(question: RemoteQuestion): void {
    if (!this.#closed) this.#socket.send(JSON.stringify(onWire(question)))
  }

  #send(frame: Exclude<EdgeFrame, RemoteQuestion>): void {
    if (!this.#closed) this.#socket.send(JSON.stringify(frame))
  }

  #fail(error: unknown): void {
    this.#send({ type: 'problem', problem: this.#surroundings.problem(error) })
    this.#end(1008)
  }

  /** The run ends, and with it the connection; the caller answers until then, for as long as sessions may take to end. */
  #cancel(): void {
    if (this.#left.signal.aborted) return
    if (!this.#started) {
      this.#end(1000)
      return
    }
    this.#patience = setTimeout(() => this.#end(1000), FAREWELL_SECONDS * 1000)
    this.#leave()
  }

  #end(code: 1000 | 1008): void {
    clearTimeout(this.#patience)
    clearInterval(this.#beating)
    if (this.#closed) return
    this.#closed = true
    this.#leave()
    this.#remote?.close()
    this.#socket.close(code)
  }

  #leave(): void {
    this.#left.abort(new DOMException('the caller went away', 'AbortError'))
  }
}

function notTheToken(): Problem {
  return new Problem('unauthorised', 'The first message is to be the token.')
}
