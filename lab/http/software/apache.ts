import { htmlPage } from '../html-page.ts'
import { type Header, type HttpResponse, httpDate } from '../message.ts'

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Request Entity Too Large',
  501: 'Not Implemented',
  502: 'Proxy Error',
  503: 'Service Unavailable',
}

/** After these Apache does not trust the connection any more. */
const CLOSES = new Set([413, 501])

/** What Apache puts on every response. */
export function apacheFields(): readonly Header[] {
  return [
    ['Date', httpDate()],
    ['Server', 'Apache'],
  ]
}

/** A response of Apache's own. */
export function apacheResponse(status: number, sentence: string, ...more: readonly Header[]): HttpResponse {
  const reason = REASONS[status] ?? 'Error'
  return {
    status,
    reason,
    headers: [...apacheFields(), ...more, ['Content-Type', 'text/html; charset=iso-8859-1']],
    body: htmlPage(reason, sentence),
    ...(CLOSES.has(status) && { close: true }),
  }
}
