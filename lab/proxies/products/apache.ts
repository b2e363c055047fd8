import { type Answer, type HttpRequest, hostOf } from '../../http/message.ts'
import { redirectTo } from '../../http/redirect-response.ts'
import { apacheFields, apacheResponse } from '../../http/software/apache.ts'
import type { Product } from '../product.ts'

/** Before it refuses a verb, Apache swallows the request to its end. */
const MOST_SWALLOWED = 1024 * 1024

/** As Apache 2.4 was seen to answer: not before the body came, unless it is too long. */
export const apache: Product = {
  methodRefused: (request, allowed) =>
    afterBody(request, () =>
      apacheResponse(405, `The requested method ${request.method} is not allowed for this URL.`, [
        'Allow',
        allowed.join(','),
      ]),
    ),
  pathDenied: (request) =>
    afterBody(request, () =>
      ['GET', 'HEAD', 'POST'].includes(request.method)
        ? apacheResponse(404, 'The requested URL was not found on this server.')
        : apacheResponse(501, `${request.method} not supported for current URL.`, [
            'Allow',
            'OPTIONS,HEAD,GET,POST,TRACE',
          ]),
    ),
  clientRefused: () => apacheResponse(403, 'This client may not see what is here.'),
  bodyTooLong: () => apacheResponse(413, 'The request is longer than this server takes.'),
  upstreamDown: () => apacheResponse(503, 'The server cannot serve the request for the moment.'),
  upstreamWrongName: () => apacheResponse(502, 'The server behind this one gave an invalid response.'),
  signInUrl: (request, domain) =>
    `https://login.${domain}/?target=${encodeURIComponent(`https://${hostOf(request)}${request.target}`)}`,
  redirectToSignIn(url) {
    const response = redirectTo(url)
    return { ...response, headers: [...apacheFields(), ...response.headers] }
  },
  signInPage: () => apacheResponse(200, 'Please sign in.'),
  // Apache leaves Server and Date as they come.
  forwarded: (response) => response,
}

async function afterBody(request: HttpRequest, answer: () => Answer): Promise<Answer> {
  return (await request.body.read(MOST_SWALLOWED)) === undefined ? 'silence' : answer()
}
