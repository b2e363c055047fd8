/**
 * RPC's own authentication, by NTLM and within SPNEGO, between our client and Samba's server, and between Samba's client and the
 * lab: over TCP, which is all that Samba speaks. (Impacket's client has Kerberos alone within SPNEGO.)
 */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountsOf, LAB_PASSWORD } from '../../lab/accounts/index.ts'
import { mgmtInterface } from '../../lab/exchange/rpc/interfaces/mgmt.ts'
import { serveAssociation } from '../../lab/exchange/rpc/server/association.ts'
import { ntlmAcceptor } from '../../lab/ntlm/acceptor.ts'
import { negotiateAcceptor } from '../../lab/ntlm/negotiate-acceptor.ts'
import { createNodePlatform } from '../../node/platform.ts'
import { encodeNegotiate } from '../../shared/protocols/ntlm/index.ts'
import {
  bindRpc,
  ntlmFlagsAt,
  PduSplitter,
  RPC_INTERFACE,
  type RpcBinding,
  RpcFault,
  type RpcSecurity,
} from '../../shared/protocols/rpc/index.ts'
import { localAuthenticator } from '../../shared/sign-in/index.ts'
import { server as certificateOf } from '../core/x509/chains.ts'
import { type SambaServer, startSamba } from './rpc/samba-server.ts'
import { tcpTransport } from './rpc/tcp-transport.ts'

const PACKAGES = ['ntlm', 'negotiate'] as const
const LEVELS = ['connect', 'integrity', 'privacy'] as const
const WAYS = PACKAGES.flatMap((by) => LEVELS.map((level) => [by, level] as const))
const { signal } = new AbortController()

describe("our client at Samba's server", () => {
  /** Samba's users have to be the machine's, too. */
  const USER = 'nobody'
  const PASSWORD = 'Pässw0rd 1!'
  const ROLE = { uuid: '3919286a-b10c-11d0-9ba8-00c04fd92ef5', major: 0, minor: 0 }
  /** DsRolerGetPrimaryDomainInformation, and the level of the basic information. */
  const [GET_PRIMARY_DOMAIN, BASIC] = [0, Uint8Array.of(1, 0)]
  const ACCOUNTS = { uuid: '12345778-1234-abcd-ef00-0123456789ac', major: 1, minor: 0 }
  /** SamrConnect to whatever server it is, for whatever is allowed. */
  const [CONNECT, ALLOWED] = [0, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 2)]
  const platform = createNodePlatform()
  const chain = [certificateOf('An authority').der]

  let samba: SambaServer
  beforeAll(async () => {
    samba = await startSamba(USER, PASSWORD)
  })
  afterAll(() => samba.stop())

  /** By the authenticator that a run has. */
  function security(by: RpcSecurity['package'], level: RpcSecurity['level'], password: string): RpcSecurity {
    const version = { major: 10, minor: 0, build: 19041 }
    const negotiate = encodeNegotiate({ flags: ntlmFlagsAt(level), version }).bytes()
    const authenticator = localAuthenticator({
      ...{ user: `CORP\\${USER}`, password, request: { target: 'contoso.com' } },
      randomBytes: platform.randomBytes,
      now: platform.now,
    })
    return {
      ...{ level, package: by, negotiate },
      async authenticate(challenge) {
        const use = await authenticator.use({ proves: true }, signal)
        const { exportedSessionKey = new Uint8Array(), ...answer } = await use.answerNtlm({
          ...{ negotiate, challenge, chain, host: 'mail.contoso.com', binding: 'certificate' },
          ...{ service: 'exchangeMDB', server: 'EX01', spnego: by === 'negotiate' },
        })
        return { ...answer, exportedSessionKey }
      },
    }
  }

  async function asking<Answer>(
    how: RpcSecurity,
    ask: (binding: RpcBinding) => Promise<Answer>,
  ): Promise<Answer> {
    const stream = await platform.connect({ address: '127.0.0.1', port: samba.port }, signal)
    try {
      return await ask(await bindRpc(tcpTransport(stream), { interface: ROLE, security: how }))
    } finally {
      stream.close()
    }
  }

  test.each(WAYS)(
    'signs in by %s at the level %s, and its calls of two interfaces are taken one after the other',
    async (by, level) => {
      const answers = await asking(security(by, level, PASSWORD), async (role) => {
        const askRole = () => role.call(GET_PRIMARY_DOMAIN, BASIC)
        const before = [await askRole(), await askRole()]
        const accounts = await role.alter(ACCOUNTS)
        const askAccounts = () => accounts.call(CONNECT, ALLOWED)
        return {
          roles: [...before, await askRole()],
          handles: [await askAccounts(), await askAccounts()],
          after: await askRole(),
        }
      })
      for (const answer of [...answers.roles, answers.after]) {
        expect(new TextDecoder('utf-16le').decode(answer)).toContain('EX01')
      }
      // A handle, and that all is well.
      for (const handle of answers.handles) {
        expect(handle).toHaveLength(24)
        expect(handle.slice(20)).toEqual(new Uint8Array(4))
      }
      expect(answers.handles[0]).not.toEqual(answers.handles[1])
    },
  )

  test.each(PACKAGES)('is refused by %s with a wrong password', async (by) => {
    const asked = asking(security(by, 'privacy', 'another'), (binding) =>
      binding.call(GET_PRIMARY_DOMAIN, BASIC),
    )
    // Within SPNEGO the last leg is answered, else the first call is.
    await expect(asked).rejects.toMatchObject({ stage: by === 'negotiate' ? 'bind' : 'call' })
    await expect(asked).rejects.toBeInstanceOf(RpcFault)
  })

  test('is refused when the list of mechanisms is signed wrongly, or not at all', async () => {
    const changed = (mechListMic?: Uint8Array): RpcSecurity => {
      const own = security('negotiate', 'privacy', PASSWORD)
      return {
        ...own,
        async authenticate(challenge) {
          const { message, exportedSessionKey, flags } = await own.authenticate(challenge)
          return { message, exportedSessionKey, flags, ...(mechListMic && { mechListMic }) }
        },
      }
    }
    const call = (binding: RpcBinding) => binding.call(GET_PRIMARY_DOMAIN, BASIC)
    const wrong = Uint8Array.of(1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0)
    await expect(asking(changed(wrong), call)).rejects.toBeInstanceOf(RpcFault)
    await expect(asking(changed(), call)).rejects.toMatchObject({ code: 'rpc.negotiation-unfinished' })
  })
})

describe("Samba's client at the lab", () => {
  const SCRIPT = fileURLToPath(new URL('rpc/samba-session.py', import.meta.url))
  const OPTIONS = { connect: 'connect', integrity: 'sign', privacy: 'seal' } as const
  const schemes: string[] = []

  let folder: string
  let lab: Server
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outpost-samba-client-'))
    lab = overTcp(schemes).listen(0, '127.0.0.1')
    await once(lab, 'listening')
  })
  afterAll(async () => {
    lab.close()
    await rm(folder, { recursive: true })
  })

  function samba(security: string, password: string): Promise<Record<string, unknown>> {
    const { port } = lab.address() as AddressInfo
    const task = JSON.stringify({ port, security, user: 'anna', domain: 'CORP', password, folder })
    return new Promise((resolve, reject) => {
      execFile('/usr/bin/python3', [SCRIPT, task], { timeout: 60_000 }, (error, out) => {
        if (error === null) resolve(JSON.parse(out))
        else reject(new Error(`Samba's client ended with ${error.code}`))
      })
    })
  }

  test.each(WAYS)('signs in by %s at the level %s, and takes the answers', async (by, level) => {
    schemes.length = 0
    const security = `${by === 'negotiate' ? 'spnego' : 'ntlm'},${OPTIONS[level]}`
    const { uuid } = RPC_INTERFACE.mgmt
    expect(await samba(security, LAB_PASSWORD)).toEqual({ listening: [0, 1], interfaces: [uuid] })
    expect(schemes).toEqual([by === 'negotiate' ? 'Negotiate' : 'NTLM'])
  })

  test.each(['ntlm,seal', 'spnego,seal'])('is refused with a wrong password (%s)', async (security) => {
    expect(await samba(security, 'another')).toEqual({
      error: expect.stringMatching(/Access Denied|logon is invalid/),
    })
  })
})

/** The lab's server of RPC, without the proxy before it; how each client says who it is. */
function overTcp(schemes: string[]): Server {
  const accounts = accountsOf({}, 'a.test')
  const target = {
    netbiosDomain: 'CORP',
    netbiosComputer: 'EX01',
    dnsDomain: 'corp.a.test',
    dnsComputer: 'ex01.corp.a.test',
    dnsForest: 'corp.a.test',
    windows: { major: 10, minor: 0, build: 17763 },
  }
  return createServer((socket) => {
    const splitter = new PduSplitter()
    const association = serveAssociation({
      endpoint: '6001',
      interfaces: [mgmtInterface([])],
      settings: {},
      identity: undefined,
      newAcceptor: (scheme) => {
        schemes.push(scheme)
        const make = scheme === 'NTLM' ? ntlmAcceptor : negotiateAcceptor
        return make({ target, accounts, scheme, now: Date.now })
      },
    })
    let turn = Promise.resolve()
    socket.on('error', () => socket.destroy())
    socket.on('close', () => association.close())
    socket.on('data', (bytes) => {
      splitter.push(bytes)
      for (let pdu = splitter.next(); pdu !== undefined; pdu = splitter.next()) {
        const whole = Buffer.from(pdu)
        turn = turn.then(async () => {
          for (const answer of await association.receive(whole)) socket.write(answer)
        })
        turn.catch(() => socket.destroy())
      }
    })
  })
}
