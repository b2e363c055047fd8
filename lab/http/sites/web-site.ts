import { htmlPage } from '../html-page.ts'
import { type Location, urlOf } from '../location.ts'
import { type Header, type HttpRequest, type HttpResponse, hostOf, type Site } from '../message.ts'
import { type RedirectStatus, redirectTo } from '../redirect-response.ts'
import { notFound, type Software, softwareFields } from './software.ts'

/** A web site that has nothing to do with mail, as it often stands at the domain itself. */
export interface WebSiteService {
  readonly kind: 'web-site'
  readonly software: Software
  /** It is made with WordPress, and says so. */
  readonly wordpress?: true
  /** Strict-Transport-Security (RFC 6797), as it says it. */
  readonly strictTransportSecurity?: string
  /** What it makes of paths that it does not have; `start-page` is the page of `/` with status 200. */
  readonly unknownPaths:
    | 'not-found'
    | 'start-page'
    | { readonly to: Location; readonly status: RedirectStatus }
}

export function webSite(service: WebSiteService, domain: string): Site {
  const { software, wordpress, strictTransportSecurity, unknownPaths } = service
  return () => (request) => {
    const fields: Header[] = [
      ...(wordpress === true ? [wordpressField(hostOf(request))] : []),
      ...(strictTransportSecurity === undefined
        ? []
        : [['Strict-Transport-Security', strictTransportSecurity] as const]),
    ]
    const response = pageOf(request)
    return { ...response, headers: [...response.headers, ...fields] }
  }

  function pageOf(request: HttpRequest): HttpResponse {
    if (request.path === '/' || unknownPaths === 'start-page') return startPage(domain, software)
    if (unknownPaths === 'not-found') return notFound(software)
    const response = redirectTo(urlOf(unknownPaths.to, request, domain), unknownPaths.status)
    return { ...response, headers: [...softwareFields(software), ...response.headers] }
  }
}

function startPage(domain: string, software: Software): HttpResponse {
  return {
    status: 200,
    reason: 'OK',
    headers: [...softwareFields(software), ['Content-Type', 'text/html; charset=UTF-8']],
    body: htmlPage(`Welcome to ${domain}`, 'We make things.'),
  }
}

function wordpressField(host: string): Header {
  return ['Link', `<https://${host}/wp-json/>; rel="https://api.w.org/"`]
}
