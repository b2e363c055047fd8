/** Signing in at the lab with programs that know nothing of it: curl's NTLM and Basic, and Samba's. */
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DirectoryName, DirectorySettings } from '../../lab/exchange/exchange-service.ts'
import type { ExchangeVersion } from '../../lab/exchange/versions.ts'
import { type Lab, startLab } from '../../lab/index.ts'
import { connectTo, tenantWith } from '../lab/exchange/raw-client.ts'
import { portOf } from '../lab/lab-client.ts'

const VERSIONS: readonly ExchangeVersion[] = ['2010 SP3', '2013', '2016', '2019', 'SE']
const tenantOf = (version: ExchangeVersion) => `exchange-${version.slice(0, 4).trim().toLowerCase()}`

const WINDOWS: DirectorySettings = { schemes: ['Negotiate', 'NTLM', 'Basic'] }
/** Windows authentication where setup leaves it to Basic and to forms. */
const EVERYWHERE = { activesync: WINDOWS, owa: WINDOWS, ecp: WINDOWS } as const

let lab: Lab
let folder: string
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
