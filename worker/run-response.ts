import { foldReport, type ProbeEvent, type Report } from '../shared/engine/index.ts'
import { renderReport } from '../shared/render/render-report.ts'
import { contentType, type Format } from './answer-format.ts'

const PLAIN = { colour: false, width: 100 }

/**
 * How often an event stream says that it is still there: more often than proxies give up. It also is how a
 * quiet run notices that a caller went away who closed the connection in good order: until something is
 * written, the runtime takes that for a caller who has asked all there is to ask and still listens.
 */
export const HEARTBEAT_MS = 5000
const HEARTBEAT = ': still running\n\n'

/**
 * Answers with a run: with its report when it is over, or with its events as they happen.
 *
 * @param left called when the caller no longer reads the answer
 */
export async function runResponse(
  format: Format,
  events: AsyncIterable<ProbeEvent>,
  left: () => void,
): Promise<Response> {
  switch (format) {
    case 'ndjson':
      return answer(format, eventBody(events, left, jsonLine))
    case 'events':
      return answer(format, eventBody(events, left, serverSentEvent, HEARTBEAT))
    default:
      return answer(format, renderReport(await reportOf(events), format, PLAIN))
  }
}

function answer(format: Format, body: string | ReadableStream<Uint8Array>): Response {
  return new Response(body, { headers: { 'content-type': contentType(format) } })
}

async function reportOf(events: AsyncIterable<ProbeEvent>): Promise<Report> {
  const all: ProbeEvent[] = []
  for await (const event of events) all.push(event)
  const report = foldReport(all)
  if (report === undefined) throw new Error('a run without a beginning')
  return report
}

function jsonLine(event: ProbeEvent): string {
  return `${JSON.stringify(event)}\n`
}

/** JSON has no line breaks of its own, so that one `data` line holds it. */
function serverSentEvent(event: ProbeEvent): string {
  return `id: ${event.sequence}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}

/** Events as bytes, each asked for when there is room for it. */
function eventBody(
  events: AsyncIterable<ProbeEvent>,
  left: () => void,
  write: (event: ProbeEvent) => string,
  heartbeat?: string,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const iterator = events[Symbol.asyncIterator]()
  let beating: ReturnType<typeof setInterval> | undefined
  return new ReadableStream({
    start(controller) {
      if (heartbeat === undefined) return
      beating = setInterval(() => controller.enqueue(encoder.encode(heartbeat)), HEARTBEAT_MS)
    },
    async pull(controller) {
      try {
        const next = await iterator.next()
        if (!next.done) return controller.enqueue(encoder.encode(write(next.value)))
        clearInterval(beating)
        controller.close()
      } catch (error) {
        clearInterval(beating)
        controller.error(error)
      }
    },
    cancel() {
      clearInterval(beating)
      left()
    },
  })
}
