import { absoluteName } from '../dns/absolute-name.ts'
import { type HttpRequest, hostOf } from './message.ts'

/** Where a redirect leads, as data. What is left out is as in the request. */
export interface Location {
  readonly scheme?: 'http' | 'https'
  /** Relative to the tenant's domain, as all names. */
  readonly host?: string
  /** With the query. */
  readonly path?: string
}

/** The absolute URL of the location, for a request to a site of the tenant. */
export function urlOf(location: Location, request: HttpRequest, domain: string): string {
  const { scheme = 'https', host, path = request.target } = location
  return `${scheme}://${host === undefined ? hostOf(request) : absoluteName(host, domain)}${path}`
}
