import { htmlPage } from '../../http/html-page.ts'
import type { HttpResponse } from '../../http/message.ts'
import type { Delivery } from './reply.ts'

/** The answer as it arrives. */
export function deliver(answer: HttpResponse, how: Delivery | undefined): HttpResponse {
  if (how === undefined || typeof answer.body !== 'string') return answer
  const whole = Buffer.from(answer.body)
  const half = whole.subarray(0, whole.length / 2)
  switch (how) {
    case 'as-page':
      return {
        status: 200,
        reason: 'OK',
        headers: [['Content-Type', 'text/html; charset=utf-8']],
        body: htmlPage('Outlook', 'Domain\\user name and password.'),
      }
    case 'cut-off':
      return { ...answer, body: half }
    case 'never-whole':
      return {
        ...answer,
        body: {
          length: whole.length,
          octets: new ReadableStream({ start: (octets) => octets.enqueue(half) }),
        },
      }
  }
}
