import { htmlPage } from '../../http/html-page.ts'
import { iisError } from '../../http/iis/error-response.ts'
import type { HttpRequest, HttpResponse } from '../../http/message.ts'
import { soapFault } from '../autodiscover/soap-reply.ts'

/** Longer than any request that a client has. */
const LONGEST_REQUEST = 1024 * 1024

/** Exchange Web Services to somebody who may use them: a page about itself, and refusals of what is no request. */
export async function answerEws({ method, body }: HttpRequest): Promise<HttpResponse> {
  await body.read(LONGEST_REQUEST)
  if (method === 'GET')
    return html('Service', 'This is the web service of Exchange; a client has to call it.')
  return {
    status: 500,
    reason: 'Internal Server Error',
    headers: [['Content-Type', 'text/xml; charset=utf-8']],
    body: soapFault('Client', 'The request does not follow the schema.'),
  }
}

/** ActiveSync to a device that may use it: what it speaks (MS-ASHTTP section 2.2.3). */
export function answerActiveSync({ method }: HttpRequest): HttpResponse {
  if (method !== 'OPTIONS') return iisError(501)
  return {
    status: 200,
    reason: 'OK',
    headers: [
      ['Allow', 'OPTIONS,POST'],
      ['MS-ASProtocolVersions', '2.5,12.0,12.1,14.0,14.1'],
    ],
    body: '',
  }
}

function html(title: string, sentence: string): HttpResponse {
  return {
    status: 200,
    reason: 'OK',
    headers: [['Content-Type', 'text/html']],
    body: htmlPage(title, sentence),
  }
}
