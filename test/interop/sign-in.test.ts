/**
 * Signing in at the lab with programs that know nothing of it (curl's NTLM and Basic, and Samba's), and through real reverse
 * proxies: those break it in the ways in which the lab's own do.
 */
import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority } from '../../lab/ca/authority.ts'
import type { DirectoryName, DirectorySettings } from '../../lab/exchange/exchange-service.ts'
import type { ExchangeVersion } from '../../lab/exchange/versions.ts'
import { type Lab, startLab } from '../../lab/index.ts'
import { signIn } from '../lab/exchange/ntlm-client.ts'
import { connectTo, connectToPort, tenantWith } from '../lab/exchange/raw-client.ts'
import { portOf } from '../lab/lab-client.ts'
import {
  haproxyInTcpMode,
  haproxyWith,
  nginxWith,
  type ProxyProgram,
  type RunningProxy,
  startProxy,
} from './exchange/reverse-proxies.ts'

const VERSIONS: readonly ExchangeVersion[] = ['2010 SP3', '2013', '2016', '2019', 'SE']
const tenantOf = (version: ExchangeVersion) => `exchange-${version.slice(0, 4).trim().toLowerCase()}`

const WINDOWS: DirectorySettings = { schemes: ['Negotiate', 'NTLM', 'Basic'] }
/** Windows authentication where setup leaves it to Basic and to forms. */
const EVERYWHERE = { activesync: WINDOWS, owa: WINDOWS, ecp: WINDOWS } as const

let lab: Lab
let folder: string
const running: RunningProxy[] = []
beforeAll(async () => {
  lab = await startLab({
    scenarios: [
      ...VERSIONS.map((version) =>
        tenantWith(tenantOf(version), {
          kind: 'exchange',
          version,
          extendedProtection: false,
          directories: EVERYWHERE,
        }),
      ),
      tenantWith('protected', { kind: 'exchange', version: '2019', directories: EVERYWHERE }),
    ],
  })
  folder = await mkdtemp(join(tmpdir(), 'lab-sign-in-'))
  await writeFile(join(folder, 'roots.pem'), lab.rootPem)
})
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})
afterAll(async () => {
  await lab.close()
  await rm(folder, { recursive: true })
})

interface Request {
  readonly directory: DirectoryName
  readonly path: string
  readonly options?: readonly string[]
  /** 200 unless told otherwise: 403 is what a folder says that none may list. */
  readonly status?: number
}

const NO_BODY = ['--data', '']
const DIRECTORIES: readonly Request[] = [
  { directory: 'rpc', path: '/rpc/rpcproxy.dll', options: ['--request', 'RPC_IN_DATA', ...NO_BODY] },
  { directory: 'autodiscover', path: '/autodiscover/autodiscover.xml', options: NO_BODY },
  { directory: 'ews', path: '/ews/exchange.asmx' },
  { directory: 'mapi', path: '/mapi/emsmdb/' },
  { directory: 'oab', path: '/oab/', status: 403 },
  { directory: 'activesync', path: '/Microsoft-Server-ActiveSync', options: ['--request', 'OPTIONS'] },
  { directory: 'owa', path: '/owa/' },
  { directory: 'ecp', path: '/ecp/' },
]

/** The status that curl ends with. */
async function curl(tenant: string, path: string, ...options: readonly string[]): Promise<number> {
  const host = `mail.${tenant}.test`
  const text = await new Promise<string>((resolve, reject) => {
    execFile(
      'curl',
      [
        ...['--silent', '--show-error', '--noproxy', '*', '--max-time', '20', '--output', '/dev/null'],
        ...['--cacert', join(folder, 'roots.pem')],
        ...['--connect-to', `${host}:443:127.0.0.1:${portOf(lab, tenant)}`],
        ...['--write-out', '%{http_code}', ...options, `https://${host}${path}`],
      ],
      (error, out) => (error ? reject(error) : resolve(out)),
    )
  })
  return Number(text)
}

const right = ['--user', 'CORP\\anna:Lab-Passw0rd!']
const wrong = ['--user', 'CORP\\anna:not the one']
const hasMapi = (tenant: string) => !tenant.includes('2010')

describe.each(VERSIONS)('curl signs in at Exchange %s', (version) => {
  const tenant = tenantOf(version)
  const directories = DIRECTORIES.filter(({ directory }) => directory !== 'mapi' || hasMapi(tenant))

  test.each(directories)('by NTLM on $directory', async ({ path, options = [], status = 200 }) => {
    expect(await curl(tenant, path, '--ntlm', ...right, ...options)).toBe(status)
  })

  test('as a user principal name, too', async () => {
    const user = ['--user', `anna@${tenant}.test:Lab-Passw0rd!`]
    expect(await curl(tenant, '/ews/exchange.asmx', '--ntlm', ...user)).toBe(200)
  })

  test('by Basic where it is offered', async () => {
    expect(await curl(tenant, '/autodiscover/autodiscover.xml', '--basic', ...right, ...NO_BODY)).toBe(200)
    expect(await curl(tenant, '/ews/exchange.asmx', '--basic', ...right)).toBe(401)
  })

  test('and not with a wrong password, which is counted once for each try', async () => {
    const before = lab.accounts(tenant).record('anna').badAttempts
    for (const { path, options = [] } of directories) {
      expect(await curl(tenant, path, '--ntlm', ...wrong, ...options)).toBe(401)
    }
    expect(lab.accounts(tenant).record('anna').badAttempts - before).toBe(directories.length)
  })
})

test.each(DIRECTORIES)(
  'curl, which binds nothing, comes in at $directory where Extended Protection does not ask for it',
  async ({ directory, path, options = [], status = 200 }) => {
    const required = ['rpc', 'mapi', 'owa', 'ecp'].includes(directory)
    expect(await curl('protected', path, '--ntlm', ...right, ...options)).toBe(required ? 401 : status)
    expect(lab.accounts('protected').record('anna').badAttempts).toBe(0)
  },
)

/** Samba's NTLM client, which talks in lines: a request for the next message, and the message. */
async function samba(protocol: 'ntlmssp-client-1', ...options: readonly string[]) {
  const child = spawn('ntlm_auth', [`--helper-protocol=${protocol}`, ...options], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  return {
    async ask(line: string): Promise<string> {
      child.stdin.write(`${line}\n`)
      const { value = '' } = await lines.next()
      return value
    },
    close: () => child.kill(),
  }
}

describe("Samba's client", () => {
  test.each([
    ['Lab-Passw0rd!', 200],
    ['not the one', 401],
  ])('signs in by what it makes of the challenge and %s: %d', async (password, status) => {
    const client = await samba(
      'ntlmssp-client-1',
      '--username=anna',
      '--domain=CORP',
      `--password=${password}`,
    )
    const connection = await connectTo(lab, 'protected')
    const send = async (reply: string) => {
      const [, token = ''] = reply.split(' ')
      connection.send('GET /ews/ HTTP/1.1', 'Host: mail.protected.test', `Authorization: NTLM ${token}`)
      return connection.receive()
    }
    const challenge = await send(await client.ask('YR'))
    const [, token = ''] = challenge.headers['www-authenticate']?.[0]?.split(' ') ?? []
    const final = await send(await client.ask(`TT ${token}`))
    expect(final.status).toBe(status)
    client.close()
    connection.close()
  })
})

describe('a real reverse proxy in front of an Exchange with Extended Protection', () => {
  const HOST = 'mail.protected.test'
  const POX = 'POST /autodiscover/autodiscover.xml'
  const EWS = 'GET /ews/exchange.asmx'
  const ECHO = 'RPC_IN_DATA /rpc/rpcproxy.dll'

  interface Case {
    readonly what: string
    readonly proxy: ProxyProgram
    /** Lets TLS through as it is. */
    readonly transparent?: true
    /** The statuses that Autodiscover, the web services and the RPC proxy end with: channel bound, and not bound. */
    readonly bound: readonly [number, number, number]
    readonly unbound: readonly [number, number, number]
  }

  test.each<Case>([
    {
      what: 'HAProxy that passes TCP on is not noticed',
      proxy: haproxyInTcpMode,
      transparent: true,
      bound: [200, 200, 200],
      unbound: [200, 200, 401],
    },
    {
      what: 'HAProxy that encrypts anew, with another certificate, breaks every binding',
      proxy: haproxyWith(''),
      bound: [200, 401, 401],
      unbound: [200, 200, 401],
    },
    {
      what: 'nginx that connects anew for each request lets nobody in',
      proxy: nginxWith((upstream) => `location / { proxy_pass ${upstream}; proxy_set_header Host $host; }`),
      bound: [401, 401, 401],
      unbound: [401, 401, 401],
    },
  ])('$what', async ({ proxy, transparent, bound, unbound }) => {
    const authority = await createAuthority(Date.now())
    const own = await authority.issue({ names: ['mail'], key: 'P-256' }, 'protected.test')
    const pem = transparent ? undefined : own.chainPem + own.keyPem
    const front = await startProxy(proxy, portOf(lab, 'protected'), pem)
    running.push(front)
    const roots = transparent ? lab.rootPem : authority.rootPem
    const statuses = async (binds: boolean) => {
      const seen: number[] = []
      for (const requestLine of [POX, EWS, ECHO]) {
        const connection = await connectToPort(front.port, { host: HOST, roots })
        const endPoint = createHash('sha256')
          .update(connection.certificate ?? '')
          .digest()
        const options = binds ? { endPoint } : {}
        seen.push((await signIn(connection, HOST, requestLine, options)).final.status)
        connection.close()
      }
      return seen
    }
    const before = lab.accounts('protected').record('anna').badAttempts
    expect(await statuses(true)).toEqual(bound)
    expect(await statuses(false)).toEqual(unbound)
    expect(lab.accounts('protected').record('anna').badAttempts).toBe(before)
  })
})
