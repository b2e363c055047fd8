import { check, type Step } from '../../engine/index.ts'
import { type ByteStream, ConnectError } from '../../platform/index.ts'
import {
  blotted,
  type HeaderEntry,
  HttpConnection,
  type HttpHeaders,
  type HttpResponse,
} from '../../protocols/http/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import { connectTls } from '../../protocols/tls/index.ts'
import { tlsOptionsFor } from '../tls/open.ts'
import { traceBody, traceHead } from './trace.ts'

/** One request without credentials, to one address of a host. Plain data: the same one is sent once a run. */
export type HttpQuestion = {
  host: string
  address: string
  port: number
  /** Whether over TLS. The certificate is not judged here: nothing secret is sent. */
  secure: boolean
  method: string
  /** Path and query. */
  path: string
  /** Beside `Host`, `User-Agent` and `Connection`, which are added where they are not given. */
  headers?: readonly HeaderEntry[]
  /** Sent as UTF-8 with its length. */
  body?: string
}

export interface HttpAnswer {
  readonly status: number
  readonly reason: string
  readonly headers: HttpHeaders
  /** The first 64 KiB, read as UTF-8. */
  readonly body: string
  /** The presented chain, by the hashes of the kept certificates; empty without TLS. */
  readonly chain: readonly string[]
  /** When the head of the answer came, milliseconds since 1970. */
  readonly answeredAt: number
}

/** What Outlook calls itself. A filter may let it through and not us, or the reverse: the report says what was sent. */
export const OUTLOOK_USER_AGENT = 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)'

const LONGEST_BODY = 64 * 1024

/**
 * What does the host answer to this request? Any answer is one, whatever its status. Fails with `connect.…`,
 * `tls.…` or `http.…` when there is none; redirects are not followed.
 */
export const askHttp = check(
  'http.request',
  async (step, question: HttpQuestion): Promise<HttpAnswer> => {
    try {
      const { stream, chain } = await openConnection(step, question)
      const response = await send(step, new HttpConnection(stream), question)
      const answeredAt = step.now()
      const { status, reason, headers } = response
      traceHead(step, 'received', { status, reason, headers: headers.entries })
      step.note('http.answer', {
        status,
        reason,
        headers: headers.entries.map(([name, value]) => [name, blotted(name, value)]),
      })
      const body = new TextDecoder().decode(await readStart(response))
      traceBody(step, 'received', body)
      return { status, reason, headers, body, chain, answeredAt }
    } catch (error) {
      if (error instanceof ConnectError && error.code !== 'aborted') {
        return error.code === 'blocked'
          ? step.cannotTell('connect.blocked', error.message)
          : step.fail(`connect.${error.code}`, error.message)
      }
      if (error instanceof ProtocolError) return step.fail(error.code, error.message)
      throw error
    }
  },
  { limitSeconds: 12, needed: false },
)

/** Connects, over TLS where that is asked for; the chain is given by the hashes of the kept certificates. */
export async function openConnection(
  step: Step,
  { host, address, port, secure }: Pick<HttpQuestion, 'host' | 'address' | 'port' | 'secure'>,
): Promise<{ stream: ByteStream; chain: readonly string[] }> {
  const stream = await step.connect({ host, address, port })
  if (!secure) return { stream, chain: [] }
  const connection = await connectTls(stream, tlsOptionsFor(step, { host, address, port }))
  const chain = await Promise.all(connection.facts.certificates.map((certificate) => step.keep(certificate)))
  return { stream: connection, chain }
}

function send(step: Step, connection: HttpConnection, question: HttpQuestion): Promise<HttpResponse> {
  const { method, path, headers = [], body } = question
  const has = (name: string) => headers.some(([given]) => given.toLowerCase() === name)
  const added: HeaderEntry[] = [
    ...(has('host') ? [] : [['Host', authority(question)] as const]),
    ...(has('user-agent') ? [] : [['User-Agent', OUTLOOK_USER_AGENT] as const]),
    ...(has('connection') ? [] : [['Connection', 'close'] as const]),
  ]
  const head = { method, target: path, headers: [...added, ...headers] }
  traceHead(step, 'sent', head)
  if (body !== undefined) traceBody(step, 'sent', body)
  return connection.send(body === undefined ? head : { ...head, body: new TextEncoder().encode(body) })
}

function authority({ host, port, secure }: HttpQuestion): string {
  const name = host.includes(':') ? `[${host}]` : host
  return port === (secure ? 443 : 80) ? name : `${name}:${port}`
}

/** Whatever ends the body, the answer stands: its head has come whole. */
async function readStart({ body }: HttpResponse): Promise<Uint8Array> {
  const start = new Uint8Array(LONGEST_BODY)
  let length = 0
  try {
    while (length < LONGEST_BODY) {
      const piece = await body.read()
      if (piece === null) break
      const part = piece.subarray(0, LONGEST_BODY - length)
      start.set(part, length)
      length += part.length
    }
  } catch (error) {
    if (!(error instanceof ProtocolError) && !(error instanceof ConnectError)) throw error
  }
  return start.subarray(0, length)
}
