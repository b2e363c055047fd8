import type { Step } from '../../engine/index.ts'
import type { ByteStream } from '../../platform/index.ts'
import { startTls } from '../../protocols/starttls/index.ts'
import type { TlsOptions } from '../../protocols/tls/index.ts'
import { normaliseAddress } from '../../transport/address-kind.ts'
import { speaksHttp, type TlsEndpoint } from './endpoint.ts'

/** A connection on which the next byte, from either side, is TLS. */
export async function openForTls(step: Step, endpoint: TlsEndpoint): Promise<ByteStream> {
  const { host, address, port, starttls } = endpoint
  const stream = await step.connect({ host, address, port })
  if (starttls !== undefined) await startTls(stream, starttls)
  return stream
}

/** A handshake behind which HTTP/1.1 is spoken, or whatever mail programs speak on the port. */
export function tlsOptionsFor(step: Step, endpoint: TlsEndpoint, alpn = ['http/1.1']): TlsOptions {
  return {
    ...serverNameOf(endpoint.host),
    ...(speaksHttp(endpoint) && { alpn }),
    randomBytes: (length) => step.randomBytes(length),
    now: () => step.now(),
  }
}

/** For handshakes behind which nothing is said: a server that has HTTP/2 alone still shows its certificate. */
export const EITHER_HTTP = ['h2', 'http/1.1']

/** SNI has no place for an address. */
export function serverNameOf(host: string): { serverName?: string } {
  return normaliseAddress(host) === undefined ? { serverName: host } : {}
}
