import { type Location, urlOf } from '../location.ts'
import type { Site } from '../message.ts'
import { type RedirectStatus, redirectTo } from '../redirect-response.ts'
import { type Software, softwareFields } from './software.ts'

/** A site that sends everybody elsewhere, such as the one that Autodiscover's redirect method asks for. */
export interface RedirectorService {
  readonly kind: 'redirector'
  readonly to: Location
  /** 302 unless told otherwise. */
  readonly status?: RedirectStatus
  /** `iis` unless told otherwise. */
  readonly software?: Software
}

export function redirectorSite({ to, status, software = 'iis' }: RedirectorService, domain: string): Site {
  return () => (request) => {
    const response = redirectTo(urlOf(to, request, domain), status)
    return { ...response, headers: [...response.headers, ...softwareFields(software)] }
  }
}
