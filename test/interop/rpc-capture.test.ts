/**
 * Our client's session of RPC over HTTP under the eyes of tshark: it names the messages, and decrypts the sealed ones
 * from the password.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LAB_PASSWORD } from '../../lab/accounts/index.ts'
import { mailboxOf } from '../../lab/exchange/autodiscover/mailbox.ts'
import { serverFacts } from '../../lab/exchange/server-facts.ts'
import { type Lab, startLab } from '../../lab/index.ts'
import { createNodePlatform } from '../../node/platform.ts'
import { fromHex } from '../../shared/protocols/bytes/index.ts'
import { HttpConnection } from '../../shared/protocols/http/index.ts'
import {
  answerChallenge,
  encodeNegotiate,
  MECHANISM_LIST,
  NtlmSession,
  ntHash,
  RPC_FLAGS,
} from '../../shared/protocols/ntlm/index.ts'
import {
  bindRpc,
  inquireInterfaceIds,
  isServerListening,
  RPC_INTERFACE,
  RpcFault,
  type RpcSecurity,
  VirtualConnection,
} from '../../shared/protocols/rpc/index.ts'
import { tenantWith } from '../lab/exchange/raw-client.ts'
import { portOf } from '../lab/lab-client.ts'
import { Capture } from './rpc/capture.ts'

const VERSION = '2016'
type Tenant = 'captured' | 'recycled'
const account = { user: 'anna', domain: 'CORP' }
const platform = createNodePlatform()

let lab: Lab
let directory: string
beforeAll(async () => {
  lab = await startLab({
    scenarios: [
      tenantWith('captured', { kind: 'exchange', version: VERSION }),
      tenantWith('recycled', {
        kind: 'exchange',
        version: VERSION,
        rpc: { faults: { channels: 'recycled-at-once' } },
      }),
    ],
  })
  directory = await mkdtemp(join(tmpdir(), 'outpost-capture-'))
})
afterAll(async () => {
  await lab.close()
  await rm(directory, { recursive: true, force: true })
})

function security(level: RpcSecurity['level'], by: RpcSecurity['package']): RpcSecurity {
  const version = { major: 10, minor: 0, build: 19041 }
  const negotiate = encodeNegotiate({ flags: RPC_FLAGS, version }).bytes()
  return {
    level,
    package: by,
    negotiate,
    async authenticate(challenge) {
      const answer = answerChallenge({
        negotiate,
        challenge,
        account,
        ntHash: ntHash(LAB_PASSWORD),
        targetName: 'exchangeMDB/EX01',
        random: {
          clientChallenge: platform.randomBytes(8),
          sessionKey: platform.randomBytes(16),
        },
        now: Date.now(),
      })
      const signer = new NtlmSession({ ...answer, side: 'client' })
      return { ...answer, ...(by === 'negotiate' && { mechListMic: signer.sign(MECHANISM_LIST) }) }
    },
  }
}

/** A context handle that no server has given to anybody. */
const HANDLE = '00000000aaaaaaaabbbbccccddddeeeeeeeeeeee'
const DISCONNECT = 1

/** A whole session over HTTP without TLS, which Exchange 2016 allows for /rpc; what went over the wire. */
async function session(
  tenant: Tenant,
  level: RpcSecurity['level'],
  by: RpcSecurity['package'] = 'ntlm',
): Promise<Capture> {
  const capture = new Capture()
  const { signal } = new AbortController()
  const facts = serverFacts({ kind: 'exchange', version: VERSION }, `${tenant}.test`)
  const { rpcServer } = mailboxOf(`anna@${tenant}.test`, facts)
  const port = portOf(lab, tenant, 'mail', 80)
  const connection = await VirtualConnection.open({
    signal,
    randomBytes: platform.randomBytes,
    openChannel: async ({ verb, contentLength }) => {
      const stream = capture.record(await platform.connect({ address: '127.0.0.1', port }, signal))
      return new HttpConnection(stream).open({
        method: verb,
        target: `/rpc/rpcproxy.dll?${rpcServer}:6001`,
        headers: [
          ['Host', `mail.${tenant}.test`],
          ['Accept', 'application/rpc'],
          ['User-Agent', 'MSRPC'],
          ['Content-Length', String(contentLength)],
          ['Authorization', `Basic ${btoa(`${account.domain}\\${account.user}:${LAB_PASSWORD}`)}`],
        ],
      })
    },
  })
  // Of sealed requests tshark counts those with an empty stub wrongly: the one that it is to decrypt comes first.
  const bound = await bindRpc(connection, { interface: RPC_INTERFACE.emsmdb, security: security(level, by) })
  await expect(bound.call(DISCONNECT, fromHex(HANDLE))).rejects.toBeInstanceOf(RpcFault)
  const mgmt = await bound.alter(RPC_INTERFACE.mgmt)
  expect(await isServerListening(mgmt)).toEqual({ status: 0, listening: true })
  const { interfaces } = await inquireInterfaceIds(mgmt)
  expect(interfaces).toContainEqual(RPC_INTERFACE.emsmdb)
  await connection.close()
  expect(connection.replaced.out).toBe(tenant === 'recycled' ? 1 : 0)
  return capture
}

/** What tshark says of each message: the given fields, in rows. */
async function dissect(capture: Capture, ...fields: readonly string[]): Promise<string[][]> {
  const file = join(directory, 'session.pcap')
  await writeFile(file, capture.file())
  const options = [
    '-n',
    '-r',
    file,
    '-Y',
    'dcerpc',
    '-o',
    `ntlmssp.nt_password:${LAB_PASSWORD}`,
    '-T',
    'fields',
  ]
  const wanted = fields.flatMap((field) => ['-e', field])
  const out = await new Promise<string>((resolve, reject) => {
    execFile('tshark', [...options, ...wanted], { timeout: 60_000 }, (error, text) => {
      if (error === null) resolve(text)
      else reject(new Error(`tshark ended with ${error.code}`))
    })
  })
  return out
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
}

const EXPECTED = [
  /^CONN\/A1/,
  /^CONN\/B1/,
  /^CONN\/A3/,
  /CONN\/C2/,
  /^Bind: .*MAPI.*NTLMSSP_NEGOTIATE/,
  /^Bind_ack: .*Acceptance, Negotiate ACK, NTLMSSP_CHALLENGE/,
  /^AUTH3: .*NTLMSSP_AUTH, User: CORP\\anna/,
  /^EcDoDisconnect request/,
  /^Fault: .*nca_s_fault_context_mismatch/,
  /^Alter_context: .*MGMT/,
  /^Alter_context_resp: .*Acceptance/,
  /^rpc__mgmt_is_server_listening request/,
  /^rpc__mgmt_is_server_listening response/,
  /^rpc__mgmt_inq_if_ids request/,
  /^rpc__mgmt_inq_if_ids response/,
]

/** The legs of a sign-in within SPNEGO, in the place of those of NTLM as it is. */
const NEGOTIATED = [
  ...EXPECTED.filter((each) => !/NTLMSSP/.test(each.source)),
  /^Bind: .*MAPI.*NTLMSSP_NEGOTIATE/,
  /^Bind_ack: .*Acceptance, Negotiate ACK, NTLMSSP_CHALLENGE/,
  /^Alter_context: .*MAPI.*NTLMSSP_AUTH, User: CORP\\anna/,
]

test.each([
  ['ntlm', EXPECTED],
  ['negotiate', NEGOTIATED],
] as const)(
  'tshark names every message of a session by %s, and finds nothing wrong with any',
  async (by, all) => {
    const rows = await dissect(await session('captured', 'integrity', by), '_ws.col.Info', '_ws.malformed')
    const names = rows.map(([name = '']) => name)
    for (const expected of all) expect(names).toContainEqual(expect.stringMatching(expected))
    expect(rows.filter(([, malformed]) => malformed)).toEqual([])
  },
)

test.each(['ntlm', 'negotiate'] as const)(
  'tshark decrypts what was sealed by %s, in both directions, from the password',
  async (by) => {
    const rows = await dissect(
      await session('captured', 'privacy', by),
      'dcerpc.pkt_type',
      'dcerpc.cn_call_id',
      'dcerpc.decrypted_stub_data',
      'mapi.handle',
    )
    const found = (type: number, call: number) =>
      rows.find(([itsType, itsCall]) => itsType === String(type) && itsCall === String(call)) ?? []
    expect(found(0, 2)[3]?.replaceAll(':', '')).toBe(HANDLE)
    expect(found(2, 4)[2]).toBe('0000000001000000')
    // Within SPNEGO tshark 4.0 opens nothing behind the first response, in a session of Samba's client with Samba's server
    // neither; those two take what our client and the lab seal, an alter_context between: see rpc-samba.test.ts.
    if (by === 'ntlm') expect(found(2, 5)[2]).toContain('00dbf1a447ca6710b31f00dd010662da00005100')
  },
)

test('tshark names the messages by which a channel is replaced', async () => {
  const rows = await dissect(await session('recycled', 'integrity'), '_ws.col.Info', '_ws.malformed')
  const names = rows.map(([name = '']) => name).join('\n')
  for (const name of [
    /OUT_R[12]\/A2/,
    /OUT_R[12]\/A3/,
    /OUT_R2\/A6/,
    /OUT_R2\/A7/,
    /OUT_R2\/B3/,
    /OUT_R2\/C1/,
  ])
    expect(names).toMatch(name)
  expect(rows.filter(([, malformed]) => malformed)).toEqual([])
})
