import type { Step } from '../../engine/index.ts'
import { addressOf } from '../sign-in/place.ts'
import type { ServicePlace } from './ask-service.ts'

/**
 * Where a service is asked that was handed out under a URL; undefined where that is no address over TLS, or its host takes no
 * connection: what is wrong with such a URL is told by who looks at what was handed out.
 */
export async function servicePlaceOf(
  step: Step,
  text: string | undefined,
  more: Omit<ServicePlace, 'host' | 'address' | 'port' | 'path'>,
): Promise<ServicePlace | undefined> {
  const url = URL.parse(text ?? '')
  if (url?.protocol !== 'https:' || url.username !== '') return undefined
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port === '' ? 443 : Number(url.port)
  const address = await addressOf(step, host, port)
  return address === undefined
    ? undefined
    : { host, address, port, path: `${url.pathname}${url.search}`, ...more }
}
