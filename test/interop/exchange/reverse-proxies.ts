import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** A real reverse proxy that listens on a port of 127.0.0.1. */
export interface RunningProxy {
  readonly port: number
  stop(): Promise<void>
}

/** Where a reverse proxy stands. */
export interface ProxyPlace {
  readonly port: number
  /** The port of 127.0.0.1 that it passes requests on to. */
  readonly upstream: number
  /** What it may write to. */
  readonly folder: string
  /** A PEM file with its chain and key when it serves TLS; it then speaks TLS to the upstream, too. */
  readonly certificate?: string
}

/** How a program is configured to pass requests on. */
export interface ProxyProgram {
  readonly program: string
  readonly arguments: (file: string) => readonly string[]
  readonly configuration: (place: ProxyPlace) => string
}

export function nginxWith(server: (upstream: string) => string): ProxyProgram {
  return {
    program: '/usr/sbin/nginx',
    arguments: (file) => ['-c', file],
    configuration: ({ port, upstream, folder, certificate }) => `
      daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
      events {}
      http {
        access_log off;
        client_body_temp_path ${folder}/1; proxy_temp_path ${folder}/2; fastcgi_temp_path ${folder}/3;
        uwsgi_temp_path ${folder}/4; scgi_temp_path ${folder}/5;
        server {
          listen 127.0.0.1:${port}${certificate ? ' ssl' : ''};
          ${certificate ? `ssl_certificate ${certificate}; ssl_certificate_key ${certificate};` : ''}
          ${server(upstreamUrl(upstream, certificate))}
        }
      }`,
  }
}

const MODULES = '/usr/lib/apache2/modules'

export function apacheWith(host: (upstream: string) => string): ProxyProgram {
  return {
    program: '/usr/sbin/apache2',
    arguments: (file) => ['-X', '-f', file],
    configuration: ({ port, upstream, folder, certificate }) => `
      ServerRoot ${folder}
      ServerName localhost
      DocumentRoot ${folder}
      PidFile ${folder}/pid
      ErrorLog ${folder}/error.log
      Listen 127.0.0.1:${port}
      LoadModule mpm_event_module ${MODULES}/mod_mpm_event.so
      LoadModule authz_core_module ${MODULES}/mod_authz_core.so
      LoadModule proxy_module ${MODULES}/mod_proxy.so
      LoadModule proxy_http_module ${MODULES}/mod_proxy_http.so
      LoadModule allowmethods_module ${MODULES}/mod_allowmethods.so
      LoadModule headers_module ${MODULES}/mod_headers.so
      ${certificate ? apacheTls(certificate) : ''}
      ${host(upstreamUrl(upstream, certificate))}`,
  }
}

function apacheTls(certificate: string): string {
  return `
      LoadModule ssl_module ${MODULES}/mod_ssl.so
      SSLEngine on
      SSLCertificateFile ${certificate}
      SSLProxyEngine on
      SSLProxyVerify none
      SSLProxyCheckPeerName off`
}

/** `bind` is what else the frontend's port is told. */
export function haproxyWith(frontend: string, bind = ''): ProxyProgram {
  return haproxy(
    ({ port, upstream, certificate }) => `
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend front
  bind 127.0.0.1:${port} ${certificate ? `ssl crt ${certificate}` : ''} ${bind}
  ${frontend}
  default_backend exchange
backend exchange
  server one 127.0.0.1:${upstream} ${certificate ? 'ssl verify none' : ''}
`,
  )
}

/** It passes connections on as they are: whatever TLS they carry is the upstream's. */
export const haproxyInTcpMode = haproxy(
  ({ port, upstream }) => `
listen front
  mode tcp
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  bind 127.0.0.1:${port}
  server one 127.0.0.1:${upstream}
`,
)

function haproxy(configuration: ProxyProgram['configuration']): ProxyProgram {
  return { program: '/usr/sbin/haproxy', arguments: (file) => ['-db', '-f', file], configuration }
}

function upstreamUrl(port: number, certificate: string | undefined): string {
  return `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`
}

/** Starts the program in front of a port of 127.0.0.1; with a certificate (its chain and key as PEM) it serves TLS. */
export async function startProxy(
  kind: ProxyProgram,
  upstream: number,
  certificate?: string,
): Promise<RunningProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'outpost-proxy-'))
  const file = join(folder, 'configuration')
  const port = await freePort()
  const place = { port, upstream, folder }
  if (certificate === undefined) {
    writeFileSync(file, kind.configuration(place))
  } else {
    const pem = join(folder, 'certificate.pem')
    writeFileSync(pem, certificate, { mode: 0o600 })
    writeFileSync(file, kind.configuration({ ...place, certificate: pem }))
  }
  const child = spawn(kind.program, kind.arguments(file), { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaints = ''
  child.stderr.on('data', (text) => (complaints += text))
  await untilItListens(child, port, () => complaints)
  return {
    port,
    async stop() {
      if (child.exitCode === null) {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilItListens(child: ChildProcess, port: number, complaints: () => string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`it did not start: ${complaints()}`)
    const socket = connect(port, '127.0.0.1')
    const [open] = await Promise.race([
      once(socket, 'connect').then(() => [true]),
      once(socket, 'error').then(() => [false]),
    ]).catch(() => [false])
    socket.destroy()
    if (open) return
    await wait(50)
  }
  throw new Error(`it does not listen: ${complaints()}`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
