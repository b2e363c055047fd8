import { inject } from 'vitest'
import { platform } from '#platform'
import type { ByteStream } from '../../../../shared/platform/index.ts'
import {
  connectTls,
  type TlsConnection,
  TlsError,
  type TlsOptions,
} from '../../../../shared/protocols/tls/index.ts'
import type { ConfigurationName } from './configurations.ts'
import type { Tampering } from './relay.ts'

export type Options = Partial<TlsOptions>

/** Connects to one of Node's servers of `configurations.ts`. */
export async function connectTo(name: ConfigurationName, options: Options = {}): Promise<TlsConnection> {
  return connectTls(await openTo(inject('tlsServers').ports[name]), withDefaults(options))
}

/** The same with somebody on the way who changes what the server sends. */
export async function connectThrough(
  name: ConfigurationName,
  tampering: Omit<Tampering, 'port'>,
  options: Options = {},
): Promise<TlsConnection> {
  const stream = await openTo(inject('tlsServers').relay)
  const line: Tampering = { ...tampering, port: inject('tlsServers').ports[name] }
  await stream.write(new TextEncoder().encode(`${JSON.stringify(line)}\n`))
  return connectTls(stream, withDefaults(options))
}

export function openTo(port: number): Promise<ByteStream> {
  return platform.connect({ address: '127.0.0.1', port }, AbortSignal.timeout(10_000))
}

export function withDefaults(options: Options): TlsOptions {
  const { randomBytes, now } = platform
  return { serverName: 'mail.example.com', randomBytes, now, ...options }
}

/** One request, and the whole answer as text up to the end of the connection. */
export async function get(connection: TlsConnection, path = '/'): Promise<string> {
  const request = `GET ${path} HTTP/1.1\r\nHost: mail.example.com\r\nConnection: close\r\n\r\n`
  await connection.write(new TextEncoder().encode(request))
  const text = await readAll(connection)
  connection.close()
  return text
}

export async function readAll(stream: ByteStream): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for (let bytes = await stream.read(); bytes; bytes = await stream.read())
    text += decoder.decode(bytes, { stream: true })
  return text
}

/** The error that something ends with, which has to be a {@link TlsError}. */
export async function failure(action: Promise<unknown>): Promise<TlsError> {
  const error = await action.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof TlsError)) throw error
  return error
}
