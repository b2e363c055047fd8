import { type Header, type HttpResponse, httpDate } from '../message.ts'

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  413: 'Request Entity Too Large',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  504: 'Gateway Time-out',
}

/** After these nginx does not trust the connection any more. */
const CLOSES = new Set([400, 413, 500])

/** What nginx puts on every response. */
export function nginxFields(): readonly Header[] {
  return [
    ['Server', 'nginx'],
    ['Date', httpDate()],
  ]
}

/** A response of nginx's own; its error pages have nothing but their number and name. */
export function nginxResponse(status: number, body?: string): HttpResponse {
  const reason = REASONS[status] ?? 'Error'
  const page = `<html>\r\n<head><title>${status} ${reason}</title></head>\r\n<body>\r\n<h1>${status} ${reason}</h1>\r\n<hr>nginx\r\n</body>\r\n</html>\r\n`
  return {
    status,
    reason,
    headers: [...nginxFields(), ['Content-Type', 'text/html']],
    body: body ?? page,
    ...(CLOSES.has(status) && { close: true }),
  }
}
