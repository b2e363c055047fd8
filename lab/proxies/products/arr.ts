import { iisError } from '../../http/iis/error-response.ts'
import { type HttpResponse, hostOf, httpDate } from '../../http/message.ts'
import { redirectTo } from '../../http/redirect-response.ts'
import type { Product } from '../product.ts'

/** Application Request Routing: an IIS in front of an IIS, with request filtering of its own. */
export const arr: Product = {
  methodRefused: () => own(iisError(404, 6)),
  pathDenied: () => own(iisError(404)),
  clientRefused: () => own(iisError(403)),
  bodyTooLong: () => own(iisError(404, 13)),
  upstreamDown: () => own(iisError(502, 3)),
  upstreamWrongName: () => own(iisError(502, 3)),
  signInUrl: (request, domain) => `https://login.${domain}/?ReturnUrl=${encodeURIComponent(hostOf(request))}`,
  redirectToSignIn: (url) => own(redirectTo(url)),
  signInPage: () => own({ status: 200, reason: 'OK', headers: [['Content-Type', 'text/html']], body: '' }),
  forwarded: (response) => ({ ...response, headers: [...response.headers, ROUTED] }),
}

const ROUTED = ['X-Powered-By', 'ARR/3.0'] as const

function own(response: HttpResponse): HttpResponse {
  const fields = [['Server', 'Microsoft-IIS/10.0'], ['Date', httpDate()], ROUTED] as const
  return { ...response, headers: [...response.headers, ...fields] }
}
