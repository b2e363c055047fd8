import { iisError } from '../iis/error-response.ts'
import { type Header, type HttpResponse, httpDate } from '../message.ts'
import { apacheFields, apacheResponse } from '../software/apache.ts'
import { nginxFields, nginxResponse } from '../software/nginx.ts'

/** What a web site runs on. */
export type Software = 'apache' | 'nginx' | 'iis'

/** What the software puts on every response. */
export function softwareFields(software: Software): readonly Header[] {
  switch (software) {
    case 'apache':
      return apacheFields()
    case 'nginx':
      return nginxFields()
    case 'iis':
      return [
        ['Server', 'Microsoft-IIS/10.0'],
        ['Date', httpDate()],
      ]
  }
}

/** The software's own page for what is not there. */
export function notFound(software: Software): HttpResponse {
  switch (software) {
    case 'apache':
      return apacheResponse(404, 'The requested URL was not found on this server.')
    case 'nginx':
      return nginxResponse(404)
    case 'iis': {
      const response = iisError(404)
      return { ...response, headers: [...response.headers, ...softwareFields('iis')] }
    }
  }
}
