import { htmlPage } from '../html-page.ts'
import type { HttpResponse } from '../message.ts'

/** What IIS says beside the number; a substatus has a sentence of its own. */
const TEXTS: Readonly<Record<string, readonly [reason: string, sentence: string]>> = {
  '400': ['Bad Request', 'The request cannot be understood.'],
  '401': ['Unauthorized', 'These credentials do not give access to this directory or page.'],
  '403': ['Forbidden', 'These credentials do not permit the directory or page to be seen.'],
  '403.4': ['Forbidden', 'This page has to be reached over SSL: use an address that begins with https.'],
  '403.7': ['Forbidden', 'This page requires that the client presents a certificate of its own.'],
  '404': ['Not Found', 'What was asked for is gone, was renamed, or cannot be had for the moment.'],
  '404.6': ['Not Found', 'Request filtering denies the verb of the request.'],
  '404.13': ['Not Found', 'Request filtering denies a request with a body of this length.'],
  '405': ['Method Not Allowed', 'The page cannot be shown, because the verb of the request is not allowed.'],
  '411': ['Length Required', 'The request has to say how long its body is.'],
  '413': ['Request Entity Too Large', 'The body of the request is too long.'],
  '500': ['Internal Server Error', 'Something about what was asked for keeps it from being shown.'],
  '501': ['Not Implemented', 'The verb of the request is not supported.'],
  '502.3': ['Bad Gateway', 'The server behind this gateway gave no answer that could be passed on.'],
  '503': ['Service Unavailable', 'The service cannot be had for the moment.'],
}

/** An error as IIS words it: the number with its substatus in the heading, as a page of HTML. */
export function iisError(status: number, substatus?: number): HttpResponse {
  const number = substatus === undefined ? `${status}` : `${status}.${substatus}`
  const [reason, sentence] = TEXTS[number] ?? TEXTS[status] ?? ['Error', 'The request failed.']
  return {
    status,
    reason,
    headers: [['Content-Type', 'text/html']],
    body: htmlPage(`HTTP Error ${number} - ${reason}`, sentence),
  }
}
