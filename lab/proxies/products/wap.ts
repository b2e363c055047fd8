import { htmlPage } from '../../http/html-page.ts'
import { type HttpResponse, hostOf, httpDate } from '../../http/message.ts'
import { redirectTo } from '../../http/redirect-response.ts'
import type { Product } from '../product.ts'

/** Windows' Web Application Proxy: HTTP.sys speaks for it, and AD FS signs its users in. */
export const wap: Product = {
  methodRefused: () => page(405, 'Method Not Allowed'),
  pathDenied: () => page(404, 'Not Found'),
  clientRefused: () => page(403, 'Forbidden'),
  bodyTooLong: () => page(413, 'Request Entity Too Large'),
  upstreamDown: () => page(502, 'Bad Gateway'),
  upstreamWrongName: () => page(502, 'Bad Gateway'),
  signInUrl(request, domain) {
    const query = new URLSearchParams({
      version: '1.0',
      action: 'signin',
      realm: 'urn:AppProxy:com',
      returnUrl: `https://${hostOf(request)}${request.target}`,
    })
    return `https://adfs.${domain}/adfs/ls/?${query}`
  },
  redirectToSignIn: (url) => withOwnFields({ ...redirectTo(url, 307), body: '' }),
  signInPage: () =>
    withOwnFields({ status: 200, reason: 'OK', headers: [HTML], body: htmlPage('Sign in', '') }),
  forwarded: (response) => response,
}

const HTML = ['Content-Type', 'text/html; charset=us-ascii'] as const

function page(status: number, reason: string): HttpResponse {
  return withOwnFields({ status, reason, headers: [HTML], body: htmlPage(reason, `HTTP Error ${status}.`) })
}

function withOwnFields(response: HttpResponse): HttpResponse {
  const own = [
    ['Server', 'Microsoft-HTTPAPI/2.0'],
    ['Date', httpDate()],
  ] as const
  return { ...response, headers: [...response.headers, ...own] }
}
