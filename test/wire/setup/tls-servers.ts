import { X509Certificate } from 'node:crypto'
import type { Server, Socket } from 'node:net'
import type { TestProject } from 'vitest/node'
import { type Credentials, makeCredentials } from '../tls/peers/certificates.ts'
import { type Configuration, type ConfigurationName, configurations } from '../tls/peers/configurations.ts'
import { startNodeServer } from '../tls/peers/node-servers.ts'
import { startRelay } from '../tls/peers/relay.ts'

type CredentialsKind = keyof Awaited<ReturnType<typeof makeCredentials>>

declare module 'vitest' {
  interface ProvidedContext {
    /** What the TLS suites connect to; ports on 127.0.0.1. */
    tlsServers: {
      readonly ports: Readonly<Record<ConfigurationName, number>>
      readonly relay: number
      /** Chain and key (PKCS #8) of each kind, DER in Base64, for servers that the suites play themselves. */
      readonly credentials: Readonly<
        Record<CredentialsKind, { readonly chain: readonly string[]; readonly key: string }>
      >
    }
  }
}

export default async function start(project: TestProject): Promise<() => void> {
  const credentials = await makeCredentials()
  const servers: Server[] = []
  const ports: Record<string, number> = {}
  await Promise.all(
    Object.entries<Configuration>(configurations).map(async ([name, configuration]) => {
      const { server, port } = await startNodeServer(configuration, credentials[configuration.credentials])
      servers.push(server)
      ports[name] = port
    }),
  )
  const relay = await startRelay()
  servers.push(relay.server)
  project.provide('tlsServers', {
    ports: ports as Record<ConfigurationName, number>,
    relay: relay.port,
    credentials: mapValues(credentials, asBase64),
  })
  const connections = new Set<Socket>()
  for (const server of servers) server.on('connection', (socket) => connections.add(socket))
  return () => {
    for (const server of servers) server.close()
    for (const connection of connections) connection.destroy()
  }
}

function asBase64({ certificate, key }: Credentials) {
  const chain = certificate.split(/(?<=-----END CERTIFICATE-----)\s*/).filter(Boolean)
  return {
    chain: chain.map((pem) => new X509Certificate(pem).raw.toString('base64')),
    key: key.replace(/-----[^-]+-----|\s/g, ''),
  }
}

function mapValues<Key extends string, From, To>(
  record: Readonly<Record<Key, From>>,
  change: (value: From) => To,
): Record<Key, To> {
  return Object.fromEntries(
    Object.entries<From>(record).map(([key, value]) => [key, change(value)]),
  ) as Record<Key, To>
}
