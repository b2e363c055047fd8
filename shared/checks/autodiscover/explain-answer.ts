import type { NewFinding, Severity } from '../../engine/index.ts'
import {
  authNoneOffered,
  clientCertificateRequired,
  preauthenticationPage,
  publishingInnerName,
  publishingRuleDenied,
  serviceUnavailable,
  sslRequired,
  throttled,
  unexpectedRedirect,
  virtualDirectoryBroken,
} from '../../findings/index.ts'
import { frontOf, isExchange } from '../http/product.ts'
import type { Asked } from './ask.ts'

/** What is wrong where Autodiscover of Exchange should answer, and something else comes. */
export function findingFor(
  { url, host, address, port, answer, reading }: Asked,
  lowered?: Severity,
): NewFinding | undefined {
  if (!answer || !reading || address === undefined) return undefined
  const { status, product, substatus, location } = reading
  const paths = [new URL(url).pathname]
  const where = { host, paths, product }
  switch (reading.kind) {
    case 'no-challenge':
      return authNoneOffered({ host, paths, front: frontOf(answer) ?? 'unknown' }, lowered)
    case 'login-page':
    case 'web-page': {
      const page = reading.kind === 'login-page' ? 'sign-in' : 'other'
      return preauthenticationPage({ ...where, status, page, ...(location && { location }) }, lowered)
    }
    case 'redirect':
      return unexpectedRedirect({ ...where, status, location: location ?? '' }, lowered)
    case 'denied':
      return publishingRuleDenied({ ...where, ...(substatus !== undefined && { substatus }) }, lowered)
    case 'ssl-required':
      return sslRequired(where, lowered)
    case 'client-certificate':
      return clientCertificateRequired({ host, address, port, when: 'renegotiation' }, lowered)
    case 'inner-name':
      return publishingInnerName(where, lowered)
    case 'unavailable':
      return serviceUnavailable({ ...where, status }, lowered)
    case 'throttled': {
      const retryAfter = answer.headers.first('Retry-After')
      // Exchange puts off users, who are known to it; who puts off everybody stands in front of it.
      if (!isExchange(answer)) return serviceUnavailable({ ...where, status, retryAfter }, lowered)
      return throttled({ host, paths, retryAfter }, lowered === 'info' ? lowered : undefined)
    }
    case 'broken':
    case 'missing':
      return virtualDirectoryBroken({ ...where, status }, lowered)
    default:
      return undefined
  }
}
