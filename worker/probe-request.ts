import type { z } from 'zod'
import { type ProbeRequest, probeRequestSchema } from '../shared/engine/index.ts'
import { Problem } from './problem.ts'

/** Room for eight strings of trust anchors at their longest, and the rest. */
const LONGEST_BODY = 1024 * 1024
/**
 * A body that is somewhat too long is read to its end all the same: a client that is still sending when the connection
 * closes may never see the answer that says why.
 */
const LONGEST_THROWN_AWAY = 4 * LONGEST_BODY

const bodySchema = probeRequestSchema.omit({ probe: true })
const BODY_EXPECTED =
  '{ "target": "contoso.com", "deadlineSeconds"?, "overrides"?, "server"?, "starttls"?, "rpc"?, "activesyncSync"?, "roots"?, "expect"? }'

/**
 * Reads what `POST /v1/probes/{probe}` is sent.
 *
 * @throws Problem `unsupported-media-type`, `body-too-large`, `invalid-json`, `invalid-request`
 */
export async function readPostedRequest(probe: string, request: Request): Promise<ProbeRequest> {
  const mediaType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/json') {
    throw new Problem('unsupported-media-type', 'The body is to be JSON, and "Content-Type" to say so.', {
      expected: 'application/json',
      headers: { accept: 'application/json' },
    })
  }
  const parsed = bodySchema.safeParse(parseJson(await readText(request)))
  if (!parsed.success) throw invalid(parsed.error, bodyPointer, BODY_EXPECTED)
  return { ...parsed.data, probe }
}

/**
 * Reads `GET /v1/probes/{probe}?target=…`: a host or a domain, for URLs end up in logs.
 *
 * @throws Problem `invalid-request`, `personal-target`
 */
export function readQueriedRequest(probe: string, query: Record<string, string[]>): ProbeRequest {
  // The format is the answer's business.
  const { target: [target, ...more] = [], format: _format, ...others } = query
  const expected = 'the parameter "target", and "format" if need be'
  if (Object.keys(others).length > 0 || more.length > 0) {
    throw new Problem(
      'invalid-request',
      'GET takes a target and a format alone: anything else goes with POST.',
      {
        expected,
      },
    )
  }
  // The sign stands for itself or, in a part that somebody encoded twice, as %40.
  if (/@|%40/i.test(target ?? '')) {
    throw new Problem(
      'personal-target',
      'Addresses of people do not belong in logs, and URLs end up there. Use POST, with the target in the body.',
      { expected: 'a host or a domain' },
    )
  }
  const parsed = bodySchema.safeParse({ target })
  if (!parsed.success) throw invalid(parsed.error, (path) => path.join('.'), expected)
  return { ...parsed.data, probe }
}

async function readText(request: Request): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let length = 0
  let text = ''
  const tooLarge = () =>
    new Problem('body-too-large', `A body may have ${LONGEST_BODY} bytes.`, {
      expected: `at most ${LONGEST_BODY} bytes`,
    })
  const announced = Number(request.headers.get('content-length') ?? 0)
  if (announced > LONGEST_THROWN_AWAY) throw tooLarge()
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > LONGEST_THROWN_AWAY) throw tooLarge()
    if (announced > LONGEST_BODY || length > LONGEST_BODY) continue
    text += decode(() => decoder.decode(chunk, { stream: true }))
  }
  if (length > LONGEST_BODY) throw tooLarge()
  return text + decode(() => decoder.decode())
}

function parseJson(text: string): unknown {
  return decode(() => JSON.parse(text))
}

function decode<Value>(reading: () => Value): Value {
  try {
    return reading()
  } catch {
    throw new Problem('invalid-json', 'The body cannot be read as JSON in UTF-8.', {
      expected: BODY_EXPECTED,
    })
  }
}

function invalid(error: z.ZodError, pointerOf: (path: readonly PropertyKey[]) => string, expected: string) {
  const errors = error.issues.map(({ path, message }) => ({ pointer: pointerOf(path), detail: message }))
  const detail = errors.map(({ pointer, detail }) => `${pointer || 'the body'}: ${detail}`).join('; ')
  return new Problem('invalid-request', detail, { expected, errors })
}

/** A JSON pointer as a URI fragment (RFC 6901 section 6), as RFC 9457 shows it. */
function bodyPointer(path: readonly PropertyKey[]): string {
  const escaped = (key: PropertyKey) => String(key).replaceAll('~', '~0').replaceAll('/', '~1')
  return `#${path.map((key) => `/${encodeURIComponent(escaped(key))}`).join('')}`
}
