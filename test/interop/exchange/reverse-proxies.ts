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

/** How a program is configured to pass requests on to a port of 127.0.0.1. */
export interface ProxyProgram {
  readonly program: string
  readonly arguments: (file: string) => readonly string[]
  readonly configuration: (port: number, upstream: number, folder: string) => string
}

export function nginxWith(server: (upstream: string) => string): ProxyProgram {
  return {
    program: '/usr/sbin/nginx',
    arguments: (file) => ['-c', file],
    configuration: (port, upstream, folder) => `
      daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
      events {}
      http {
        access_log off;
        client_body_temp_path ${folder}/1; proxy_temp_path ${folder}/2; fastcgi_temp_path ${folder}/3;
        uwsgi_temp_path ${folder}/4; scgi_temp_path ${folder}/5;
        server { listen 127.0.0.1:${port}; ${server(`http://127.0.0.1:${upstream}`)} }
      }`,
  }
}

const MODULES = '/usr/lib/apache2/modules'

export function apacheWith(host: (upstream: string) => string): ProxyProgram {
  return {
    program: '/usr/sbin/apache2',
    arguments: (file) => ['-X', '-f', file],
    configuration: (port, upstream, folder) => `
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
      ${host(`http://127.0.0.1:${upstream}`)}`,
  }
}

export function haproxyWith(frontend: string): ProxyProgram {
  return {
    program: '/usr/sbin/haproxy',
    arguments: (file) => ['-db', '-f', file],
    configuration: (port, upstream) => `
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend front
  bind 127.0.0.1:${port}
  ${frontend}
  default_backend exchange
backend exchange
  server one 127.0.0.1:${upstream}
`,
  }
}

/** Starts the program in front of a port of 127.0.0.1. */
export async function startProxy(kind: ProxyProgram, upstream: number): Promise<RunningProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'outpost-proxy-'))
  const file = join(folder, 'configuration')
  const port = await freePort()
  writeFileSync(file, kind.configuration(port, upstream, folder))
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
