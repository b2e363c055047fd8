import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeQuery } from '../../lab/dns/write-message.ts'
import { type AddressMap, type Lab, labPlatform, startLab } from '../../lab/index.ts'
import { ConnectError, type Platform } from '../../shared/platform/index.ts'
import { nodeBase } from './node-base.ts'

let lab: Lab
let outside: Platform
let inside: Platform

beforeAll(async () => {
  lab = await startLab({ dropAfterMs: 30 })
  // What goes to a Worker is JSON: nothing may get lost on the way.
  const map: AddressMap = JSON.parse(JSON.stringify(lab.map))
  outside = labPlatform(nodeBase, map, 'outside')
  inside = labPlatform(nodeBase, map, 'inside')
})
afterAll(() => lab.close())

function address(tenant: string, host = 'mail'): string {
  return lab.addresses[tenant]?.[host]?.[0] ?? ''
}

/** How an attempt to connect ends: `open`, or the error's code. */
async function attempt(platform: Platform, at: string, port: number): Promise<string> {
  try {
    const stream = await platform.connect({ address: at, port }, AbortSignal.timeout(5000))
    stream.close()
    return 'open'
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error
    expect(error.endpoint).toEqual({ address: at, port })
    return error.code
  }
}

describe('a connection', () => {
  test('to an open port is one to the internet address', async () => {
    const endpoint = { address: address('plain'), port: 443 }
    const stream = await outside.connect(endpoint, AbortSignal.timeout(5000))
    expect(stream.remote).toEqual(endpoint)
    // A TLS record that is no handshake: the server answers with an alert.
    await stream.write(Uint8Array.of(23, 3, 3, 0, 1, 0))
    expect((await stream.read())?.[0]).toBe(21)
    stream.close()
  })

  test('is refused, times out, or finds no way, as the scenario says', async () => {
    expect(await attempt(outside, address('port-refused'), 443)).toBe('refused')
    expect(await attempt(outside, address('port-dropped'), 443)).toBe('timed-out')
    expect(await attempt(outside, address('port-unreachable'), 443)).toBe('unreachable')
    expect(await attempt(outside, address('cloudflare-proxied'), 443)).toBe('blocked')
  })

  test('to another port of a healthy tenant is dropped by its firewall', async () => {
    expect(await attempt(outside, address('plain'), 25)).toBe('timed-out')
  })

  test('to an address that is not of the lab finds no way, and leaves the machine alone', async () => {
    expect(await attempt(outside, '127.0.0.1', 443)).toBe('unreachable')
    expect(await attempt(outside, '192.0.2.1', 443)).toBe('unreachable')
    expect(await attempt(outside, '::1', 443)).toBe('unreachable')
    expect(await attempt(outside, 'not an address', 443)).toBe('unreachable')
  })

  test('to a private address works from the inside alone', async () => {
    const host = address('split-dns', 'mail-inside')
    expect(host).toMatch(/^10\./)
    expect(await attempt(inside, host, 443)).toBe('open')
    expect(await attempt(outside, host, 443)).toBe('unreachable')
  })

  test('to an IPv6 address works in whatever way it is spelt', async () => {
    const [, sixth = ''] = lab.addresses['dual-stack']?.mail ?? []
    expect(await attempt(outside, sixth, 443)).toBe('open')
    expect(await attempt(outside, sixth.replace('::', ':0:0::').toUpperCase(), 443)).toBe('open')
  })

  test("ends with the caller's patience", async () => {
    const patient = labPlatform(nodeBase, { ...lab.map, dropAfterMs: 60_000 }, 'outside')
    const endpoint = { address: address('port-dropped'), port: 443 }
    await expect(patient.connect(endpoint, AbortSignal.timeout(20))).rejects.toMatchObject({
      code: 'timed-out',
    })
    const leaving = new AbortController()
    setTimeout(() => leaving.abort(), 20)
    await expect(patient.connect(endpoint, leaving.signal)).rejects.toMatchObject({ code: 'aborted' })
    await expect(patient.connect(endpoint, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' })
  })

  test('is counted by tenant', async () => {
    const before = lab.traffic('chain-with-root').connections
    await attempt(outside, address('chain-with-root'), 443)
    await expect.poll(() => lab.traffic('chain-with-root').connections).toBe(before + 1)
  })
})

describe('a slow link', () => {
  const slow = 40
  const farAway = (): Platform => {
    const host = lab.map.hosts[address('rpc-ports-exposed')]
    if (host === undefined) throw new Error('no such host')
    const hosts = { [address('rpc-ports-exposed')]: { ...host, roundTripMs: slow } }
    return labPlatform(nodeBase, { ...lab.map, hosts }, 'outside')
  }
  const bind = Buffer.from('05000b0310000000100000000700000000000000', 'hex')

  test('takes a round trip to connect, and another one for each answer', async () => {
    const begun = performance.now()
    const endpoint = { address: address('rpc-ports-exposed'), port: 135 }
    const stream = await farAway().connect(endpoint, AbortSignal.timeout(5000))
    const connected = performance.now()
    await stream.write(bind)
    await stream.read()
    // Timers may fire a millisecond early; never much so.
    expect(connected - begun).toBeGreaterThan(slow - 2)
    expect(performance.now() - connected).toBeGreaterThan(slow - 2)
    stream.close()
  })

  test('does not hold up one who hangs up meanwhile', async () => {
    const endpoint = { address: address('rpc-ports-exposed'), port: 135 }
    const stream = await farAway().connect(endpoint, AbortSignal.timeout(5000))
    await stream.write(bind)
    const reading = stream.read()
    stream.close()
    await expect(reading.then((bytes) => bytes ?? Promise.reject(new Error('closed')))).rejects.toThrow()
  })
})

describe('resolvers', () => {
  const query = writeQuery('mail.plain.test', 1)

  test("are asked by their names on the lab's internet", async () => {
    for (const { url } of lab.resolvers) {
      const reply = await outside.askResolver(new URL(url), query, AbortSignal.timeout(5000))
      expect([...reply.subarray(-4)].join('.')).toBe(address('plain'))
    }
  })

  test('that are not of the lab are not asked', async () => {
    const elsewhere = new URL('https://resolver.example/dns-query')
    await expect(outside.askResolver(elsewhere, query, AbortSignal.timeout(5000))).rejects.toMatchObject({
      code: 'unreachable',
    })
  })

  test('of the inside are known inside alone', async () => {
    const url = new URL(lab.insideResolver.url)
    await expect(outside.askResolver(url, query, AbortSignal.timeout(5000))).rejects.toThrow()
    expect((await inside.askResolver(url, query, AbortSignal.timeout(5000))).length).toBeGreaterThan(12)
    expect(outside.systemResolver).toBeUndefined()
  })

  test('of the machine inside lead to the private address', async () => {
    expect(await inside.systemResolver?.lookup('autodiscover.split-dns.test')).toEqual([
      address('split-dns', 'mail-inside'),
    ])
    expect(await inside.systemResolver?.lookup('mail.dual-stack.test')).toEqual(
      lab.addresses['dual-stack']?.mail,
    )
    expect(await inside.systemResolver?.lookup('nothing.plain.test')).toEqual([])
  })
})

describe('ports that are not HTTPS', () => {
  test('send the banner of RPC over HTTP', async () => {
    for (const port of [593, 6001, 6002, 6004]) {
      const stream = await outside.connect(
        { address: address('rpc-ports-exposed'), port },
        AbortSignal.timeout(5000),
      )
      expect(Buffer.from((await stream.read()) ?? []).toString()).toBe('ncacn_http/1.0')
      stream.close()
    }
  })

  test('answer an RPC bind with its acknowledgement, for the same call', async () => {
    const endpoint = { address: address('rpc-ports-exposed'), port: 135 }
    const stream = await outside.connect(endpoint, AbortSignal.timeout(5000))
    await stream.write(Buffer.from('05000b03100000001000000000c0ffee', 'hex'))
    const ack = Buffer.from((await stream.read()) ?? [])
    stream.close()
    expect([ack[0], ack[2], ack.readUInt16LE(8), ack.readUInt32BE(12)]).toEqual([
      5,
      12,
      ack.length,
      0x00c0ffee,
    ])
  })

  test('accept and say nothing', async () => {
    const endpoint = { address: address('rpc-ports-accept'), port: 6001 }
    const stream = await outside.connect(endpoint, AbortSignal.timeout(5000))
    const silence = new Promise((resolve) => setTimeout(resolve, 50, 'nothing'))
    expect(await Promise.race([stream.read(), silence])).toBe('nothing')
    stream.close()
  })
})

test('the map is small enough to travel with a Worker: some 200 bytes a host', () => {
  const { length } = JSON.stringify(lab.map)
  expect(length / Object.keys(lab.map.hosts).length).toBeLessThan(200)
})

test('the platform needs no Node: it bundles for a Worker, and stays small', async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL('../../lab/network/index.ts', import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    logLevel: 'silent',
  })
  expect(Object.keys(metafile.inputs).filter((file) => /node_modules|^node:/.test(file))).toEqual([])
  expect(outputFiles[0]?.contents.length).toBeLessThan(20_000)
})
