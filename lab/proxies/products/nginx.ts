import { htmlPage } from '../../http/html-page.ts'
import { type HttpResponse, hostOf } from '../../http/message.ts'
import { redirectTo } from '../../http/redirect-response.ts'
import { nginxFields, nginxResponse } from '../../http/software/nginx.ts'
import type { Product } from '../product.ts'

/** As nginx 1.22 was seen to answer: it refuses a long body at once, before it looks at the verb. */
export const nginx: Product = {
  methodRefused: () => nginxResponse(405),
  // Where it serves files, none of which there is.
  pathDenied: ({ method }) => nginxResponse(['GET', 'HEAD', 'POST'].includes(method) ? 404 : 405),
  clientRefused: () => nginxResponse(403),
  bodyTooLong: () => nginxResponse(413),
  upstreamDown: () => nginxResponse(502),
  upstreamWrongName: () => nginxResponse(502),
  signInUrl: (request, domain) =>
    `https://login.${domain}/?rd=${encodeURIComponent(`https://${hostOf(request)}${request.target}`)}`,
  redirectToSignIn: (url) => withOwnFields(redirectTo(url)),
  signInPage: () => nginxResponse(200, htmlPage('Sign in', 'User name and password.')),
  forwarded: withOwnFields,
}

/** nginx names itself and its own time in place of what stands behind it. */
function withOwnFields(response: HttpResponse): HttpResponse {
  const others = response.headers.filter(([name]) => name !== 'Server' && name !== 'Date')
  return { ...response, headers: [...nginxFields(), ...others] }
}
