import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../../node/tcp-server.ts'

export interface SambaServer {
  /** Of the interface that says what part the machine plays (MS-DSSP). */
  readonly port: number
  stop(): Promise<void>
}

const FOLDERS = ['private', 'lock', 'state', 'cache', 'pid', 'ncalrpc'] as const

/** Starts Samba's RPC server on 127.0.0.1, with one user, and waits until it listens. It takes root. */
export async function startSamba(user: string, password: string): Promise<SambaServer> {
  const folder = await mkdtemp(join(tmpdir(), 'outpost-samba-'))
  const port = await freePort()
  for (const name of FOLDERS) await mkdir(join(folder, name))
  const at = (name: (typeof FOLDERS)[number]) => join(folder, name)
  const configuration = join(folder, 'smb.conf')
  await writeFile(
    configuration,
    `[global]
  workgroup = CORP
  netbios name = EX01
  server role = standalone server
  interfaces = 127.0.0.1/8
  bind interfaces only = yes
  private dir = ${at('private')}
  lock directory = ${at('lock')}
  state directory = ${at('state')}
  cache directory = ${at('cache')}
  pid directory = ${at('pid')}
  ncalrpc dir = ${at('ncalrpc')}
  log file = /dev/null
  passdb backend = tdbsam
  map to guest = never
  allow dcerpc auth level connect = yes
  rpc start on demand helpers = no
  rpc server dynamic port range = ${port}-${port}
`,
  )
  const added = spawn('smbpasswd', ['-c', configuration, '-s', '-a', user], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  added.stdin.end(`${password}\n${password}\n`)
  const [status] = await once(added, 'exit')
  if (status !== 0) throw new Error(`smbpasswd ended with ${status}`)
  const server = spawn(
    '/usr/libexec/samba/samba-dcerpcd',
    ['-F', '--no-process-group', '-s', configuration, '/usr/libexec/samba/rpcd_lsad'],
    { stdio: 'ignore' },
  )
  const ended = once(server, 'exit')
  while (!(await listens(port))) {
    if (server.exitCode !== null) throw new Error(`samba-dcerpcd ended with ${server.exitCode}`)
    await wait(50)
  }
  return {
    port,
    async stop() {
      server.kill()
      await ended
      await rm(folder, { recursive: true })
    },
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const { promise, resolve } = Promise.withResolvers<boolean>()
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  const told = await promise
  socket.destroy()
  return told
}
