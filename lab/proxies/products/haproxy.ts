import { htmlPage } from '../../http/html-page.ts'
import { type HttpResponse, hostOf } from '../../http/message.ts'
import { redirectTo } from '../../http/redirect-response.ts'
import type { Product } from '../product.ts'

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad request',
  403: 'Forbidden',
  413: 'Payload Too Large',
  503: 'Service Unavailable',
}

/**
 * HAProxy in its HTTP mode, as 2.6 was seen to answer: short pages, no name, no date; what it passes on it leaves
 * alone, but for the names of the fields, which it writes in lower case.
 */
export const haproxy: Product = {
  methodRefused: () => page(400, 'Your browser sent an invalid request.'),
  pathDenied: () => page(503, 'No server is available to handle this request.'),
  clientRefused: () => page(403, 'Request forbidden by administrative rules.'),
  bodyTooLong: () => page(413, 'The request entity exceeds the maximum allowed.'),
  upstreamDown: () => page(503, 'No server is available to handle this request.'),
  upstreamWrongName: () => page(503, 'No server is available to handle this request.'),
  signInUrl: (request, domain) => `https://login.${domain}/?from=${encodeURIComponent(hostOf(request))}`,
  redirectToSignIn: (url) => redirectTo(url),
  signInPage: () => page(200, 'Please sign in.'),
  forwarded: (response) => ({
    ...response,
    headers: response.headers.map(([name, value]) => [name.toLowerCase(), value] as const),
  }),
}

function page(status: number, sentence: string): HttpResponse {
  const reason = REASONS[status] ?? 'Error'
  return {
    status,
    reason,
    headers: [
      ['cache-control', 'no-cache'],
      ['content-type', 'text/html'],
    ],
    body: htmlPage(`${status} ${reason}`, sentence),
    ...(status === 400 && { close: true }),
  }
}
