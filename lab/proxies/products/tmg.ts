import { htmlPage } from '../../http/html-page.ts'
import { type HttpResponse, hostOf } from '../../http/message.ts'
import { redirectTo } from '../../http/redirect-response.ts'
import type { Product } from '../product.ts'

/** SEC_E_WRONG_PRINCIPAL as a signed number: what TMG says of an inner certificate for another name. */
const WRONG_PRINCIPAL = -2146893022

/** Forefront TMG: the reason phrase carries the sentence in parentheses, and the page a number after it. */
export const tmg: Product = {
  methodRefused: () => failure(500, 'Internal Server Error', 'The HTTP filter rejected the request.', 12217),
  pathDenied: () =>
    failure(403, 'Forbidden', 'The server denied the specified Uniform Resource Locator (URL).', 12202),
  clientRefused: () => failure(500, 'Internal Server Error', 'The HTTP filter rejected the request.', 12217),
  bodyTooLong: () => failure(500, 'Internal Server Error', 'The HTTP filter rejected the request.', 12217),
  upstreamDown: () => failure(502, 'Proxy Error', 'The published server cannot be reached.', 10060),
  upstreamWrongName: () =>
    failure(500, 'Internal Server Error', 'The target principal name is incorrect.', WRONG_PRINCIPAL),
  signInUrl: (request) =>
    `https://${hostOf(request)}/CookieAuth.dll?GetLogon?curl=${escaped(request.target)}&reason=0&formdir=1`,
  redirectToSignIn: (url) => ({ ...redirectTo(url), reason: 'Moved Temporarily' }),
  signInPage: () => html(200, 'OK', htmlPage('Forefront TMG', 'Domain\\user name and password.')),
  forwarded: (response) => ({ ...response, headers: [['Via', '1.1 TMG01'], ...response.headers] }),
}

function failure(status: number, name: string, sentence: string, code: number): HttpResponse {
  return {
    ...html(
      status,
      `${name} ( ${sentence} )`,
      htmlPage('Network access message', `${name}. ${sentence} (${code})`),
    ),
    close: true,
  }
}

function html(status: number, reason: string, body: string): HttpResponse {
  return {
    status,
    reason,
    headers: [
      ['Via', '1.1 TMG01'],
      ['Pragma', 'no-cache'],
      ['Cache-Control', 'no-cache'],
      ['Content-Type', 'text/html'],
    ],
    body,
  }
}

/** The path as the form's address has it: what is no letter or digit as Z and two hexadecimal digits. */
function escaped(target: string): string {
  return target.replace(/[^0-9A-Ya-z]/g, (one) => `Z${one.charCodeAt(0).toString(16).toUpperCase()}`)
}
