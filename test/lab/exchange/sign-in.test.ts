import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExchangeService } from '../../../lab/exchange/exchange-service.ts'
import type { AccountsSpec, HttpService, Lab, Scenario } from '../../../lab/index.ts'
import { startLab } from '../../../lab/index.ts'
import type { ProxyService } from '../../../lab/proxies/proxy-service.ts'
import { type SignInOptions, signIn, signInTo } from './ntlm-client.ts'
import { ask, connectTo, schemesOf, tenantWith } from './raw-client.ts'

const ECHO = 'RPC_IN_DATA /rpc/rpcproxy.dll'
const POX = 'POST /autodiscover/autodiscover.xml'
const EWS = 'GET /ews/exchange.asmx'
const OPTIONS = 'OPTIONS /Microsoft-Server-ActiveSync'

const exchange = (change: Omit<ExchangeService, 'kind' | 'version'> = {}): ExchangeService => ({
  kind: 'exchange',
  version: '2019',
  ...change,
})
const behind = (change: Partial<ProxyService>): ProxyService => ({
  kind: 'proxy',
  product: 'haproxy',
  behind: [exchange()],
  ...change,
})
const tenant = (name: string, service: HttpService, accounts: AccountsSpec = {}): Scenario => ({
  ...tenantWith(name, service),
  accounts,
})
const STATES = ['locked-out', 'disabled', 'expired', 'must-change', 'protected'] as const

let lab: Lab
beforeAll(async () => {
  lab = await startLab({
    scenarios: [
      tenant('protected', exchange(), {
        users: [{ name: 'anna' }, ...STATES.map((state) => ({ name: state, state }))],
      }),
      tenant('older', exchange({ extendedProtection: false })),
      tenant('counted', exchange(), { lockoutThreshold: 3 }),
      tenant('refusing', exchange({ ntlm: 'refused' })),
      tenant(
        'mixed-up',
        exchange({
          directories: {
            rpc: { challengesAgain: true },
            ews: { afterSignIn: { status: 403 } },
            oab: { afterSignIn: { status: 503 } },
            owa: { schemes: ['NTLM'], extendedProtection: 'none' },
            mapi: { extendedProtection: 'allow' },
          },
        }),
      ),
      tenant(
        'tokens',
        exchange({
          directories: {
            ews: { schemes: ['NTLM', 'Bearer'] },
            oab: { schemes: ['Bearer'] },
            mapi: { schemes: ['NTLM'] },
          },
        }),
      ),
      tenant('same-certificate', behind({})),
      tenant('other-certificate', behind({ innerCertificate: 'other' })),
      tenant(
        'offloading',
        behind({
          offloadsTls: true,
          behind: [exchange({ directories: { rpc: { requiresTls: false }, ews: { requiresTls: false } } })],
        }),
      ),
      tenant('pooling', behind({ connections: 'pooled' })),
      tenant('closing', behind({ connections: 'closed' })),
      tenant('own-realm', behind({ product: 'tmg', preAuthentication: { paths: ['/rpc'], by: 'ntlm' } })),
      { ...tenantWith('http2', exchange(), { alpn: ['h2', 'http/1.1'] }) },
    ],
  })
})
afterAll(() => lab.close())

/** Signs in with the channel bound as it should be. */
async function bound(name: string, requestLine: string, options: SignInOptions = {}) {
  const connection = await connectTo(lab, name)
  const endPoint = createHash('sha256')
    .update(connection.certificate ?? '')
    .digest()
  const { final } = await signIn(connection, `mail.${name}.test`, requestLine, { endPoint, ...options })
  connection.close()
  return final
}

const basic = (user: string, password: string) =>
  `Authorization: Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

describe('NTLM lets somebody in', () => {
  test.each(['CORP\\anna', 'corp\\Anna', 'anna@protected.test', 'anna', 'corp.protected.test\\anna'])(
    'as %s',
    async (user) => {
      const response = await bound('protected', ECHO, { user })
      expect([response.status, response.headers['persistent-auth']]).toEqual([200, ['true']])
    },
  )

  test.each<SignInOptions>([
    { scheme: 'NTLM' },
    { scheme: 'Negotiate' },
    { scheme: 'Negotiate', spnego: 'signed' },
    { scheme: 'Negotiate', spnego: 'unsigned' },
  ])('by %o', async (options) => {
    const response = await bound('protected', EWS, options)
    expect(response.status).toBe(200)
    const [last] = response.headers['www-authenticate'] ?? []
    // SPNEGO ends with a message of the server's: accept-completed, and its own signature for one.
    if (options.spnego === undefined) expect(last).toBeUndefined()
    else {
      const reply = Buffer.from(last?.split(' ')[1] ?? '', 'base64').toString('hex')
      const signed = options.spnego === 'signed'
      expect(reply).toMatch(signed ? /^a11b3019a0030a0100a312041001000000/ : /^a1073005a0030a0100$/)
    }
  })

  test('for the connection: what follows below the same directory needs no more', async () => {
    const connection = await connectTo(lab, 'protected')
    const { final } = await signIn(connection, 'mail.protected.test', EWS)
    expect(final.status).toBe(200)
    const attempts = lab.accounts('protected').record('anna').attempts
    connection.send('GET /ews/ HTTP/1.1', 'Host: mail.protected.test')
    expect((await connection.receive()).status).toBe(200)
    // Another directory has another application pool, and asks again.
    connection.send('GET /oab/ HTTP/1.1', 'Host: mail.protected.test')
    expect((await connection.receive()).status).toBe(401)
    expect(lab.accounts('protected').record('anna').attempts).toBe(attempts)
    connection.close()
  })

  test('but nobody on another connection', async () => {
    await bound('protected', EWS)
    expect((await ask(lab, 'protected', EWS)).status).toBe(401)
  })

  test('for a channel of a gigabyte that signs in without a body', async () => {
    const connection = await connectTo(lab, 'protected')
    const endPoint = createHash('sha256')
      .update(connection.certificate ?? '')
      .digest()
    const { challenge, final } = await signIn(connection, 'mail.protected.test', ECHO, { endPoint })
    expect([challenge.status, challenge.headers['content-length'], final.status]).toEqual([401, ['0'], 200])
    connection.close()
  })
})

describe('NTLM keeps somebody out', () => {
  test.each<[string, SignInOptions]>([
    ['a wrong password', { password: 'not it' }],
    ['nobody’s name', { user: 'CORP\\nobody' }],
    ['another domain', { user: 'OTHER\\anna' }],
    ...STATES.map((state): [string, SignInOptions] => [
      `an account that is ${state}`,
      { user: `CORP\\${state}` },
    ]),
    ['a target name of another host', { targetName: 'HTTP/other.test' }],
    ['a signature of another list of mechanisms', { scheme: 'Negotiate', spnego: 'forged' }],
  ])('with %s: 401, and the schemes alone', async (_what, options) => {
    const response = await bound('protected', ECHO, options)
    expect([response.status, schemesOf(response)]).toEqual([401, ['Negotiate', 'NTLM', 'Basic']])
    expect(response.headers['www-authenticate']).toContain('NTLM')
  })

  test('a third message answers one challenge, once', async () => {
    const connection = await connectTo(lab, 'protected')
    const { final } = await signIn(connection, 'mail.protected.test', EWS, { password: 'wrong' })
    expect(final.status).toBe(401)
    connection.send('GET /ews/ HTTP/1.1', 'Host: a')
    expect((await connection.receive()).status).toBe(401)
    connection.close()
  })

  test('a policy that refuses NTLM gives no challenge', async () => {
    const response = await signInTo(lab, 'refusing', EWS).catch((error: Error) => error)
    expect(response).toBeInstanceOf(Error)
    expect(lab.accounts('refusing').record('anna').attempts).toBe(0)
  })
})

describe('Basic', () => {
  test.each(['CORP\\anna', 'anna@protected.test', 'anna'])('lets %s in for one request', async (user) => {
    const connection = await connectTo(lab, 'protected')
    connection.send(`${OPTIONS} HTTP/1.1`, 'Host: a', basic(user, 'Lab-Passw0rd!'))
    expect((await connection.receive()).status).toBe(200)
    connection.send(`${OPTIONS} HTTP/1.1`, 'Host: a')
    expect((await connection.receive()).status).toBe(401)
    connection.close()
  })

  test.each([
    basic('anna', 'lab-passw0rd!'),
    basic('nobody', 'Lab-Passw0rd!'),
    'Authorization: Basic !!!',
    'Authorization: Basic',
    `Authorization: Basic ${Buffer.from('anna').toString('base64')}`,
  ])('keeps %s out', async (field) => {
    const response = await ask(lab, 'protected', OPTIONS, { headers: [field] })
    expect([response.status, schemesOf(response)]).toEqual([401, ['Basic']])
  })

  test('is no way in where it is not offered', async () => {
    const field = basic('anna', 'Lab-Passw0rd!')
    expect((await ask(lab, 'protected', EWS, { headers: [field] })).status).toBe(401)
  })

  test('has nothing to do with bindings', async () => {
    const field = basic('anna', 'Lab-Passw0rd!')
    const headers = [field, 'Content-Length: 0']
    expect((await ask(lab, 'protected', ECHO, { headers })).status).toBe(200)
  })
})

describe('modern authentication', () => {
  const bearer = (path: string, token = '') =>
    ask(lab, 'tokens', `GET ${path}`, { headers: [`Authorization: Bearer${token}`] })

  test('tells whoever begins with it where tokens are to be had', async () => {
    for (const token of ['', ' eyJ0.eyJ1.x']) {
      const response = await bearer('/ews/', token)
      expect([response.status, schemesOf(response)]).toEqual([401, ['NTLM', 'Bearer']])
      expect(response.headers['www-authenticate']?.at(-1)).toMatch(
        /client_id=".+trusted_issuers=".+@.+authorization_uri="https:/,
      )
    }
  })

  test('is not spoken of to others, unless there is nothing else', async () => {
    expect(schemesOf(await ask(lab, 'tokens', 'GET /ews/'))).toEqual(['NTLM'])
    expect(schemesOf(await ask(lab, 'tokens', 'GET /oab/'))).toEqual(['Bearer'])
  })

  test('is unknown where a directory does not have it', async () => {
    expect(schemesOf(await bearer('/mapi/emsmdb/'))).toEqual(['NTLM'])
  })
})

test('an account is charged with wrong passwords alone, by whatever scheme, and locked in the end', async () => {
  const record = () => lab.accounts('counted').record('anna')
  await bound('counted', ECHO)
  await bound('counted', ECHO, { endPoint: Buffer.alloc(32) })
  expect(record()).toMatchObject({ attempts: 2, accepted: 2, badAttempts: 0, lockedOut: false })
  await bound('counted', ECHO, { password: 'wrong' })
  await ask(lab, 'counted', OPTIONS, { headers: [basic('anna', 'wrong')] })
  expect(record()).toMatchObject({ badAttempts: 2, lockedOut: false })
  await bound('counted', POX, { password: 'wrong' })
  expect(record()).toMatchObject({ badAttempts: 3, lockedOut: true })
  expect((await bound('counted', POX)).status).toBe(401)
})

describe('Extended Protection', () => {
  const none = { endPoint: undefined }
  const wrong = { endPoint: Buffer.alloc(32, 1) }

  test.each([
    // tenant, request, what comes of: the right binding, none, another one
    ['protected', ECHO, [200, 401, 401]],
    ['protected', 'POST /mapi/emsmdb/', [200, 401, 401]],
    ['protected', EWS, [200, 200, 401]],
    ['protected', POX, [200, 200, 200]],
    ['older', ECHO, [200, 200, 200]],
    ['older', EWS, [200, 200, 200]],
    ['mixed-up', 'GET /owa/', [200, 200, 200]],
    ['mixed-up', 'POST /mapi/emsmdb/', [200, 200, 401]],
    ['same-certificate', ECHO, [200, 401, 401]],
    ['other-certificate', ECHO, [401, 401, 401]],
    ['other-certificate', EWS, [401, 200, 401]],
    ['other-certificate', POX, [200, 200, 200]],
    ['offloading', ECHO, [401, 401, 401]],
    ['offloading', EWS, [200, 200, 200]],
  ])('of %s at %s: right, none and wrong binding', async (name, request, expected) => {
    const before = lab.accounts(name).record('anna').badAttempts
    const statuses = []
    for (const options of [{}, none, wrong]) {
      const body = request === POX ? '<a/>' : ''
      statuses.push((await bound(name, request, { ...options, body } as SignInOptions)).status)
    }
    expect(statuses).toEqual(expected)
    expect(lab.accounts(name).record('anna').badAttempts).toBe(before)
  })
})

describe('something in between', () => {
  test('that takes another connection for each request breaks NTLM, and Basic goes through', async () => {
    const response = await bound('pooling', ECHO)
    expect([response.status, schemesOf(response)]).toEqual([401, ['Negotiate', 'NTLM', 'Basic']])
    expect(lab.accounts('pooling').record('anna').attempts).toBe(0)
    const headers = [basic('anna', 'Lab-Passw0rd!'), 'Content-Length: 0']
    expect((await ask(lab, 'pooling', ECHO, { headers })).status).toBe(200)
  })

  test('that closes the connection after the challenge', async () => {
    await expect(bound('closing', ECHO)).rejects.toThrow('the connection ended')
    expect(lab.accounts('closing').record('anna').attempts).toBe(0)
  })

  test('that mixes connections up answers with one more challenge, and nobody looks at the password', async () => {
    const connection = await connectTo(lab, 'mixed-up')
    const { challenge, final } = await signIn(connection, 'mail.mixed-up.test', ECHO)
    const [first, second] = [challenge, final].map(({ headers }) => headers['www-authenticate']?.[0])
    expect(final.status).toBe(401)
    expect(second).toMatch(/^NTLM TlRMTVNTUAACAAAA/)
    expect(second).not.toBe(first)
    expect(lab.accounts('mixed-up').record('anna').badAttempts).toBe(0)
    connection.close()
  })

  test('that asks in its own name knows nobody, and the account is not touched', async () => {
    const response = await bound('own-realm', ECHO)
    expect([response.status, response.headers['www-authenticate']]).toEqual([401, ['NTLM']])
    expect(lab.accounts('own-realm').record('anna').attempts).toBe(0)
  })
})

test('what the front end says after the sign-in has its own name alone, what the service says the back end’s too', async () => {
  const [forbidden, unavailable] = await Promise.all([
    signInTo(lab, 'mixed-up', EWS),
    signInTo(lab, 'mixed-up', 'GET /oab/'),
  ])
  const served = await signInTo(lab, 'protected', EWS)
  const names = [forbidden, unavailable, served].map(({ status, headers }) => [
    status,
    headers['x-feserver'],
    headers['x-beserver'],
  ])
  expect(names).toEqual([
    [403, ['EX01'], undefined],
    [503, ['EX01'], undefined],
    [200, ['EX01'], ['EX01']],
  ])
})
