import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Lab, startLab } from '../../../lab/index.ts'
import { readChallenge } from './challenge-reader.ts'
import { ask, connectTo, schemesOf, tenantWith } from './raw-client.ts'

/** The type 1 message of a Windows client: UNICODE, OEM, REQUEST_TARGET, NTLM, ALWAYS_SIGN, ESS, VERSION, 128, 56. */
const TYPE_1 = 'TlRMTVNTUAABAAAAB4IIogAAAAAAAAAAAAAAAAAAAAAKALpHAAAADw=='

/** A type 1 message without VERSION, of 32 octets, as small clients send it. */
const SMALL_TYPE_1 = Buffer.concat([
  Buffer.from('NTLMSSP\0', 'latin1'),
  Buffer.from([1, 0, 0, 0, 0x07, 0x82, 0x08, 0x00]),
  Buffer.alloc(16),
]).toString('base64')

/** A type 3 message whose fields are all empty. */
const TYPE_3 = Buffer.concat([
  Buffer.from('NTLMSSP\0', 'latin1'),
  Buffer.from([3, 0, 0, 0]),
  Buffer.alloc(52),
]).toString('base64')

let lab: Lab
beforeAll(async () => {
  lab = await startLab({
    scenarios: [
      tenantWith('modern', { kind: 'exchange', version: '2019' }),
      tenantWith('old', {
        kind: 'exchange',
        version: '2010 SP3',
        server: 'CAS7',
        activeDirectory: { netbios: 'CONTOSO', dns: 'ad.contoso.example.' },
        clockAheadMinutes: -30,
        directories: { rpc: { schemes: ['Negotiate', 'NTLM'] } },
      }),
    ],
  })
})
afterAll(() => lab.close())

const authorization = (tenant: string, value: string) =>
  ask(lab, tenant, 'RPC_IN_DATA /rpc/rpcproxy.dll', {
    headers: [`Authorization: ${value}`],
    body: '',
  })

async function challenge(tenant: string, scheme = 'NTLM', type1 = TYPE_1) {
  const response = await authorization(tenant, `${scheme} ${type1}`)
  expect(response.status).toBe(401)
  expect(schemesOf(response)).toEqual([scheme])
  return readChallenge(response.headers['www-authenticate']?.[0]?.split(' ')[1] ?? '')
}

describe('a type 1 message brings a type 2 message', () => {
  test('that names computer, domain and forest, in the order in which Windows does', async () => {
    const { targetName, pairs, version } = await challenge('modern')
    const text = (id: number) => pairs.get(id)?.toString('utf16le')
    expect(targetName).toBe('CORP')
    expect([...pairs.keys()]).toEqual([2, 1, 4, 3, 5, 7, 0])
    expect([1, 2, 3, 4, 5].map(text)).toEqual([
      'EX01',
      'CORP',
      'ex01.corp.modern.test',
      'corp.modern.test',
      'corp.modern.test',
    ])
    expect(version).toEqual([10, 0, 17763, 15])
  })

  test('with the names, the Windows and the clock that the data says', async () => {
    const { targetName, pairs, version } = await challenge('old')
    expect([targetName, pairs.get(3)?.toString('utf16le')]).toEqual(['CONTOSO', 'cas7.ad.contoso.example'])
    expect(version).toEqual([6, 1, 7601, 15])
    const fileTime = pairs.get(7)?.readBigUInt64LE() ?? 0n
    const now = Number(fileTime / 10_000n) - Date.UTC(1970, 0, 1) + Date.UTC(1601, 0, 1)
    expect(Math.round((now - Date.now()) / 60_000)).toBe(-30)
  })

  test('with no more flags than the client offered, beside those that a domain member sets', async () => {
    // UNICODE, REQUEST_TARGET, NTLM, ALWAYS_SIGN, TARGET_TYPE_DOMAIN, ESS, TARGET_INFO, VERSION, 128, 56.
    expect((await challenge('modern')).flags).toBe(0xa2898205)
    expect((await challenge('modern', 'NTLM', SMALL_TYPE_1)).flags).toBe(0x00898205)
  })

  test('with a challenge that never comes again', async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => challenge('modern')))
    expect(new Set(all.map(({ serverChallenge }) => serverChallenge)).size).toBe(4)
  })

  test('under Negotiate too', async () => {
    expect((await challenge('modern', 'Negotiate')).targetName).toBe('CORP')
  })

  test.each([
    ['modern', 'CORP'],
    ['old', 'CONTOSO'],
  ])('inside SPNEGO where it came so (%s)', async (tenant, domain) => {
    // InitialContextToken, NegTokenInit, mechTypes: NTLM alone, mechToken (RFC 4178 section 4.2.1).
    const ntlm = Buffer.from(TYPE_1, 'base64')
    const wrap = (tag: number, ...parts: Buffer[]) => {
      const value = Buffer.concat(parts)
      return Buffer.concat([Buffer.of(tag, value.length), value])
    }
    const oid = Buffer.from('060a2b06010401823702020a', 'hex')
    const init = wrap(0x30, wrap(0xa0, wrap(0x30, oid)), wrap(0xa2, wrap(0x04, ntlm)))
    const token = wrap(0x60, Buffer.from('06062b0601050502', 'hex'), wrap(0xa0, init))

    const response = await authorization(tenant, `Negotiate ${token.toString('base64')}`)
    const answer = Buffer.from(response.headers['www-authenticate']?.[0]?.split(' ')[1] ?? '', 'base64')
    // NegTokenResp with negState accept-incomplete, the mechanism, and the message as the last element.
    expect(answer[0]).toBe(0xa1)
    expect(answer.includes(Buffer.from('a0030a0101a10c060a2b06010401823702020a', 'hex'))).toBe(true)
    const message = answer.subarray(answer.indexOf('NTLMSSP\0'))
    expect(readChallenge(message.toString('base64')).targetName).toBe(domain)
    // The outermost length leads exactly to the end, and is as short as DER wants it.
    const octets = (answer[1] ?? 0) - 0x80
    expect(octets).toBe(answer.length > 258 ? 2 : 1)
    expect(answer.readUIntBE(2, octets)).toBe(answer.length - 2 - octets)
  })

  test('on a connection that stays, for a channel of a gigabyte that sends type 1 without a body', async () => {
    const connection = await connectTo(lab, 'modern')
    connection.send(
      'RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1',
      'Host: a',
      `Authorization: NTLM ${TYPE_1}`,
      'Content-Length: 0',
    )
    expect(schemesOf(await connection.receive())).toEqual(['NTLM'])
    connection.send(
      'RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1',
      'Host: a',
      `Authorization: NTLM ${TYPE_3}`,
      'Content-Length: 1073741824',
    )
    const refused = await connection.receive()
    expect(refused.headers['www-authenticate']).toEqual(['Negotiate', 'NTLM', 'Basic realm="a"'])
    connection.close()
  })
})

test.each([
  ['a type 3 message', `NTLM ${TYPE_3}`],
  ['half a type 1 message', 'NTLM TlRMTVNTUAABAAAA'],
  ['a type 2 message', 'NTLM TlRMTVNTUAACAAAAAAAAAAAAAAA='],
  ['what is no base64', 'NTLM !!!!'],
  ['no token', 'NTLM'],
  ['SPNEGO without NTLM', 'Negotiate YAYGBisGAQUF'],
  ['a scheme that is not on offer', 'Bearer'],
])('%s is refused as no answer at all is: with the schemes alone', async (_what, value) => {
  const response = await authorization('modern', value)
  expect([response.status, schemesOf(response)]).toEqual([401, ['Negotiate', 'NTLM', 'Basic']])
})

test('a directory with Basic alone gives no challenge', async () => {
  const response = await ask(lab, 'modern', 'OPTIONS /Microsoft-Server-ActiveSync', {
    headers: [`Authorization: NTLM ${TYPE_1}`],
  })
  expect(response.headers['www-authenticate']).toEqual(['Basic realm="mail.modern.test"'])
})
