import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../node/tcp-server.ts'

export interface Unbound {
  /** For plain DNS, over UDP and TCP. */
  readonly port: number
  /** For DNS over HTTPS at `/dns-query`. */
  readonly httpsPort: number
  /** The file with the certificate that it presents there. */
  readonly certificateFile: string
  stop(): Promise<void>
}

interface Setup {
  /** Presented to those who come over HTTPS, as PEM. */
  readonly identity: { readonly key: string; readonly cert: string }
  /** What it knows: the name of each zone, and the zone file. */
  readonly zones: Readonly<Record<string, string>>
  /** Further lines of its configuration: more of the section `server`, and then others. */
  readonly settings: string
}

/** Starts an unbound on 127.0.0.1, where it is left alone with its zones, and waits until it serves. */
export async function startUnbound({ identity, zones, settings }: Setup): Promise<Unbound> {
  const folder = await mkdtemp(join(tmpdir(), 'outpost-unbound-'))
  const [port, httpsPort] = [await freePort(), await freePort()]
  const write = (name: string, content: string) => writeFile(join(folder, name), content)
  await write('cert.pem', identity.cert)
  await write('key.pem', identity.key)
  for (const [name, content] of Object.entries(zones)) await write(`${name}zone`, content)
  const authZones = Object.keys(zones).map(
    (name) => `auth-zone:
  name: ${name}
  zonefile: "${name}zone"
  for-downstream: no
  for-upstream: yes
  fallback-enabled: no`,
  )
  await write(
    'unbound.conf',
    `server:
  interface: 127.0.0.1@${port}
  interface: 127.0.0.1@${httpsPort}
  https-port: ${httpsPort}
  tls-service-key: key.pem
  tls-service-pem: cert.pem
  directory: "${folder}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  ede: yes
  module-config: "validator iterator"
  do-not-query-localhost: no
  local-zone: test. nodefault
${settings}
${authZones.join('\n')}
`,
  )
  const server = spawn('unbound', ['-d', '-c', join(folder, 'unbound.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await started(server)
  return {
    port,
    httpsPort,
    certificateFile: join(folder, 'cert.pem'),
    async stop() {
      server.kill()
      if (server.exitCode === null) await once(server, 'exit')
      await rm(folder, { recursive: true })
    },
  }
}

async function started(server: ChildProcess): Promise<void> {
  let log = ''
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.on('error', reject)
  server.on('exit', () => reject(new Error(`unbound did not start: ${log}`)))
  server.stderr?.on('data', (text) => {
    log += text
    if (log.includes('start of service')) resolve()
  })
  await promise
}
