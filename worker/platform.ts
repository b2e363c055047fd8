import type { Platform } from '../shared/platform/index.ts'
import { postQuery } from '../shared/protocols/dns/index.ts'
import { connect } from './connect.ts'

/** workerd's adapter of the {@link Platform} port: Cloudflare's edge, and the lab's local runtime alike. */
export function createWorkerPlatform(): Platform {
  return {
    connect,
    askResolver: postQuery,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    now: () => Date.now(),
  }
}
