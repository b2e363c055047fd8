import { randomBytes } from 'node:crypto'
import type { Platform } from '../shared/platform/index.ts'
import { postQuery } from '../shared/protocols/dns/index.ts'
import { connect } from './connect.ts'
import { createHttp2Fetch } from './fetch-over-http2.ts'
import { createSystemResolver } from './system-resolver.ts'

/** Node's adapter of the {@link Platform} port: for the command line and the extension host. */
export function createNodePlatform(): Platform {
  const fetchQuery = createHttp2Fetch()
  return {
    connect,
    askResolver: (url, query, signal) => postQuery(url, query, signal, fetchQuery),
    systemResolver: createSystemResolver(),
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    now: () => Date.now(),
  }
}
