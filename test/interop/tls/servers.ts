import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { SocketStream } from '../../../node/socket-stream.ts'
import type { ByteStream } from '../../../shared/platform/index.ts'
import type { Credentials } from '../../wire/tls/peers/certificates.ts'

/** A program that runs until its test is over, reached on 127.0.0.1 or, where it cannot be told to listen there, by a Unix socket. */
export interface RunningServer {
  /** The port on 127.0.0.1; 0 behind a Unix socket. */
  readonly port: number
  open(): Promise<ByteStream>
  /** Types a line. */
  type(line: string): void
  /** Resolves once it has printed this, again when it is asked again. */
  said(text: string): Promise<void>
}

/** `openssl s_server`; without `-www` it reads commands from its input, and its output comes line by line. */
export async function startOpenssl(
  credentials: Credentials,
  options: readonly string[],
): Promise<RunningServer> {
  const { folder, certificate, key, chain } = await writeCredentials(credentials)
  const port = await freePort()
  const files = ['-cert', certificate, '-key', key, '-cert_chain', chain]
  const command = ['openssl', 's_server', '-accept', `127.0.0.1:${port}`, ...files, ...options]
  return start('stdbuf', ['--output=L', ...command], folder, { port })
}

/**
 * `gnutls-serv`, which always listens on every address: it runs in a network of its own, and a Unix socket
 * leads into it.
 */
export async function startGnutls(
  credentials: Credentials,
  options: readonly string[],
): Promise<RunningServer> {
  const { folder, certificate, key } = await writeCredentials(credentials)
  const path = join(folder, 'socket')
  const files = ['--x509certfile', certificate, '--x509keyfile', key]
  const isolated = ['--map-root-user', '--net', 'sh', '-c', 'ip link set lo up; exec "$@"', 'sh']
  const forward = `
    const { spawn } = require('node:child_process')
    const { connect, createServer } = require('node:net')
    const [path, ...command] = process.argv.slice(1)
    const server = spawn(command[0], command.slice(1), { stdio: 'ignore' })
    server.on('exit', () => process.exit(1))
    process.on('SIGTERM', () => server.kill())
    const door = createServer((outer) => {
      const inner = connect(4433, '127.0.0.1')
      inner.pipe(outer).on('error', () => inner.destroy())
      outer.pipe(inner).on('error', () => outer.destroy())
    })
    const knock = () => {
      const inner = connect(4433, '127.0.0.1')
      inner.on('connect', () => inner.destroy() && door.listen(path))
      inner.on('error', () => setTimeout(knock, 20))
    }
    knock()`
  const gnutls = ['gnutls-serv', '--quiet', '--http', '--port', '4433', ...files, ...options]
  const command = [...isolated, process.execPath, '-e', forward, path, ...gnutls]
  return start('unshare', command, folder, { path })
}

export async function startNginx(credentials: Credentials, options: string): Promise<RunningServer> {
  const { folder, certificate, key } = await writeCredentials(credentials)
  const port = await freePort()
  const configuration = join(folder, 'nginx.conf')
  await writeFile(
    configuration,
    `daemon off;
    master_process off;
    pid ${folder}/pid;
    error_log ${folder}/error.log;
    events {}
    http {
      access_log off;
      ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${folder}/${one};`).join('\n')}
      server {
        listen 127.0.0.1:${port} ssl;
        ssl_certificate ${certificate};
        ssl_certificate_key ${key};
        ${options}
        location / { return 200 "hello from nginx"; }
      }
    }`,
  )
  return start('nginx', ['-c', configuration, '-e', `${folder}/error.log`], folder, { port })
}

async function start(
  program: string,
  options: readonly string[],
  folder: string,
  where: { readonly port: number } | { readonly path: string },
): Promise<RunningServer> {
  const running = spawn(program, options, { stdio: ['pipe', 'pipe', 'ignore'] })
  let output = ''
  running.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const exited = once(running, 'exit')
  const open = async (): Promise<ByteStream> => {
    const socket = 'path' in where ? connect(where.path) : connect(where.port, '127.0.0.1')
    await once(socket, 'connect')
    return new SocketStream(socket, { address: '127.0.0.1', port: 'port' in where ? where.port : 0 })
  }
  // Also when the test takes too long.
  onTestFinished(async () => {
    running.kill()
    await exited
    await rm(folder, { recursive: true })
  })
  for (;;) {
    if (running.exitCode !== null) throw new Error(`${program} ended with status ${running.exitCode}`)
    try {
      const stream = await open()
      stream.close()
      break
    } catch {
      await wait(30)
    }
  }
  return {
    port: 'port' in where ? where.port : 0,
    open,
    type: (line) => running.stdin.write(`${line}\n`),
    async said(text) {
      while (!output.includes(text)) await once(running.stdout, 'data')
      output = output.slice(output.indexOf(text) + text.length)
    },
  }
}

async function writeCredentials({ certificate, key }: Credentials) {
  const folder = await mkdtemp(join(tmpdir(), 'outpost-tls-'))
  const names = {
    certificate: join(folder, 'leaf.pem'),
    chain: join(folder, 'chain.pem'),
    key: join(folder, 'key.pem'),
  }
  const rest = certificate.slice(
    certificate.indexOf('-----END CERTIFICATE-----') + '-----END CERTIFICATE-----'.length,
  )
  await writeFile(names.certificate, certificate)
  await writeFile(names.chain, rest)
  await writeFile(names.key, key)
  return { folder, ...names }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
