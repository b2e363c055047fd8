import { encode } from 'dns-packet'
import { describe, expect, test } from 'vitest'
import { createSystemResolver } from '../../node/system-resolver.ts'
import { queryDns } from '../../shared/protocols/dns/index.ts'
import { type Datagram, responseTo, serveUdp, serveUdpAndTcp, udpSocket } from './dns-server.ts'

const patient = new AbortController().signal
const refusal = (code: string) => expect.objectContaining({ name: 'ProtocolError', code })
const record = (data: string) => ({ type: 'A', name: 'mail.example.com', ttl: 60, data }) as const
const TRUNCATED = 0x200
const truncated = ({ query, respond }: Datagram) => void respond(responseTo(query, [], TRUNCATED))

function ask(servers: string[], { signal = patient, patience = 60_000 } = {}) {
  const { exchange } = createSystemResolver({ servers: () => servers, patience })
  return queryDns(exchange, { name: 'mail.example.com', type: 'A' }, signal)
}

describe('the resolver of the machine', () => {
  test('is asked over UDP, each time from another port and with an id of its own', async () => {
    const [ports, ids] = [new Set<number>(), new Set<number | undefined>()]
    const port = await serveUdp(({ query, from, respond }) => {
      ports.add(from.port)
      ids.add(query.id)
      void respond(responseTo(query, [record('192.0.2.1')]))
    })
    for (let round = 0; round < 5; round += 1) {
      const answer = await ask([`127.0.0.1:${port}`])
      expect(answer).toMatchObject({ status: 'answer', records: [{ address: '192.0.2.1' }] })
    }
    expect(ports.size).toBeGreaterThan(1)
    expect(ids.size).toBeGreaterThan(1)
  })

  test('is asked over TCP when the answer does not fit a datagram', async () => {
    const port = await serveUdpAndTcp(truncated, (query) => {
      const response = encode(responseTo(query, [record('192.0.2.7')]))
      return [
        Uint8Array.from([0]),
        Uint8Array.from([response.length]),
        response.subarray(0, 20),
        response.subarray(20),
      ]
    })
    expect(await ask([`127.0.0.1:${port}`])).toMatchObject({
      status: 'answer',
      records: [{ address: '192.0.2.7' }],
    })
  })

  test('that cannot be asked over TCP leaves an answer that says it is truncated', async () => {
    const port = await serveUdp(truncated)
    expect((await ask([`127.0.0.1:${port}`])).status).toBe('truncated')
  })

  test('that stops within its answer over TCP leaves one that says it is truncated', async () => {
    const port = await serveUdpAndTcp(truncated, () => [Uint8Array.from([0, 200, 1, 2, 3])])
    expect((await ask([`127.0.0.1:${port}`])).status).toBe('truncated')
  })

  test('is believed alone: answers under a wrong id, to another question, or from elsewhere are passed over', async () => {
    const stranger = await udpSocket()
    const port = await serveUdp(async ({ query, respond }) => {
      const spoofed = responseTo(query, [record('192.0.2.66')])
      await respond({ ...spoofed, id: ((query.id ?? 0) + 1) % 0x10000 })
      await respond({ ...spoofed, questions: [{ type: 'A', name: 'other.example.com' }] })
      await respond({ ...spoofed, questions: [{ type: 'AAAA', name: 'mail.example.com' }] })
      await respond({ ...spoofed, questions: [] })
      await respond({ ...spoofed, type: 'query' })
      await respond(spoofed, stranger)
      await respond(responseTo(query, [record('192.0.2.1')]))
    })
    expect(await ask([`127.0.0.1:${port}`])).toMatchObject({ records: [{ address: '192.0.2.1' }] })
  })

  test('may have a second server, which is asked when nothing listens at the first', async () => {
    const port = await serveUdp(
      ({ query, respond }) => void respond(responseTo(query, [record('192.0.2.2')])),
    )
    expect(await ask(['127.0.0.1:1', `127.0.0.1:${port}`])).toMatchObject({ status: 'answer' })
  })

  test('may have a second server, which is asked when the first does not answer', async () => {
    const silent = await serveUdp(() => {})
    const port = await serveUdp(
      ({ query, respond }) => void respond(responseTo(query, [record('192.0.2.2')])),
    )
    const answer = await ask([`127.0.0.1:${silent}`, `127.0.0.1:${port}`], { patience: 50 })
    expect(answer).toMatchObject({ status: 'answer' })
  })

  test('is asked once more when the first datagram is lost', async () => {
    let asked = 0
    const port = await serveUdp(({ query, respond }) => {
      asked += 1
      if (asked === 2) void respond(responseTo(query, [record('192.0.2.2')]))
    })
    expect(await ask([`127.0.0.1:${port}`], { patience: 50 })).toMatchObject({ status: 'answer' })
  })

  test('that fails is heard: a SERVFAIL is an answer, the next server is not asked', async () => {
    const port = await serveUdp(({ query, respond }) => void respond(responseTo(query, [], 2)))
    expect(await ask([`127.0.0.1:${port}`, '127.0.0.1:1'])).toMatchObject({ status: 'servfail' })
  })

  test('is unreachable when no server answers', async () => {
    await expect(ask(['127.0.0.1:1', '[::1]:1'])).rejects.toThrow(refusal('dns.unreachable'))
  })

  test('is not there when the machine has no server', async () => {
    await expect(ask([])).rejects.toThrow(refusal('dns.no-server'))
  })

  test('is left alone when the caller gives up, or the deadline passes', async () => {
    for (const [reason, code] of [
      [undefined, 'dns.aborted'],
      [new DOMException('too late', 'TimeoutError'), 'dns.timed-out'],
    ] as const) {
      const attempt = new AbortController()
      const silent = await serveUdp(() => attempt.abort(reason))
      await expect(ask([`127.0.0.1:${silent}`], { signal: attempt.signal })).rejects.toThrow(refusal(code))
      await expect(ask([`127.0.0.1:${silent}`], { signal: attempt.signal })).rejects.toThrow(refusal(code))
    }
  })

  test('looks names up as programs on the machine do', async () => {
    const { lookup } = createSystemResolver()
    const addresses = await lookup('localhost')
    expect(addresses.length).toBeGreaterThan(0)
    expect(['127.0.0.1', '::1']).toEqual(expect.arrayContaining([...addresses]))
  })
})
