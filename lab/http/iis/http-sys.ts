import { htmlPage } from '../html-page.ts'
import { type HttpResponse, httpDate } from '../message.ts'

/** The driver below IIS answers by itself when there is nobody above it: a stopped application pool. */
export function poolStopped(clockAheadMinutes = 0): HttpResponse {
  return {
    status: 503,
    reason: 'Service Unavailable',
    headers: [
      ['Content-Type', 'text/html; charset=us-ascii'],
      ['Server', 'Microsoft-HTTPAPI/2.0'],
      ['Date', httpDate(clockAheadMinutes)],
    ],
    body: htmlPage('Service Unavailable', 'HTTP Error 503. Nobody is there to serve this.'),
    close: true,
  }
}
