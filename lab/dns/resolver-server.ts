import { createServer } from 'node:http'
import { listen } from '../network/listeners.ts'
import { dohHandler } from './doh-handler.ts'
import type { DnsInternet } from './internet.ts'
import type { ResolverName } from './zone.ts'

/** The loopback way to the resolvers: HTTP without TLS, one path each. */
export interface ResolverServer {
  urlOf(resolver: ResolverName): string
  close(): Promise<void>
}

export async function startResolvers(
  internet: DnsInternet,
  names: readonly ResolverName[],
  asked: (name: string) => void,
): Promise<ResolverServer> {
  const handlers = new Map(names.map((name) => [`/${name}`, dohHandler(internet, name, asked)]))
  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?')
    const handle = handlers.get(path)
    if (handle !== undefined) return handle(request, response)
    response.writeHead(404).end()
  })
  const origin = `http://127.0.0.1:${await listen(server)}`
  return {
    urlOf: (resolver) => `${origin}/${resolver}`,
    async close() {
      // A question that is never answered would keep it open.
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
