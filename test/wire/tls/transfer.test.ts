import { describe, expect, test } from 'vitest'
import type { TlsConnection } from '../../../shared/protocols/tls/index.ts'
import { connectTo, get, readAll } from './peers/client.ts'

const servers = ['1.3 rsa', '1.3 p384', '1.2 rsa aes128-gcm', '1.2 rsa cbc sha1', '1.0 rsa cbc'] as const

const megabyte = 1024 * 1024

describe('data of a megabyte arrives whole', () => {
  test.each(servers)('%s: from the server', async (server) => {
    const answer = await get(await connectTo(server), '/large')
    const body = answer.slice(answer.indexOf('\r\n\r\n') + 4)
    expect(body).toHaveLength(megabyte)
    expect(body === 'large '.repeat(megabyte).slice(0, megabyte)).toBe(true)
  })

  test.each(servers)('%s: to the server and back, both at a time', async (server) => {
    const connection = await connectTo(server)
    const body = Uint8Array.from({ length: megabyte }, (_, index) => index % 251)
    const [, echoed] = await Promise.all([post(connection, body), readBody(connection, megabyte)])
    connection.close()
    expect(echoed).toHaveLength(megabyte)
    expect(echoed.every((byte, index) => byte === index % 251)).toBe(true)
  })
})

describe('the stream of bytes does not show the records', () => {
  test.each(servers)('%s: many small ones', async (server) => {
    const answer = await get(await connectTo(server), '/small-records')
    expect(answer).toContain(`\r\n\r\n${'x'.repeat(500)}`)
  })

  test.each(servers)('%s: no read gives more than was asked for', async (server) => {
    const connection = await connectTo(server)
    await connection.write(request('GET', '/'))
    const first = await connection.read(4)
    expect(first && new TextDecoder().decode(first)).toBe('HTTP')
    const second = await connection.read(1)
    expect(second && new TextDecoder().decode(second)).toBe('/')
    connection.close()
  })
})

describe('a connection that is ended on our side', () => {
  test.each(servers)('%s: the answer is still read, up to the close_notify of the server', async (server) => {
    const connection = await connectTo(server)
    await connection.write(request('GET', '/'))
    await connection.end()
    expect(await readAll(connection)).toContain('hello')
    await expect(connection.write(request('GET', '/'))).rejects.toMatchObject({ code: 'closed' })
    connection.close()
  })

  test('has no more data, whatever is still on its way', async () => {
    const connection = await connectTo('1.3 rsa')
    await connection.write(request('GET', '/large'))
    connection.close()
    await expect(readAll(connection)).rejects.toMatchObject({ name: 'ConnectError', code: 'aborted' })
    connection.close()
  })
})

function request(method: string, path: string, length = 0): Uint8Array {
  const headers = `Host: mail.example.com\r\nContent-Length: ${length}\r\nConnection: close\r\n`
  return new TextEncoder().encode(`${method} ${path} HTTP/1.1\r\n${headers}\r\n`)
}

async function post(connection: TlsConnection, body: Uint8Array): Promise<void> {
  await connection.write(request('POST', '/echo', body.length))
  await connection.write(body)
}

/** The body of an answer in chunks, as far as `length` bytes. */
async function readBody(connection: TlsConnection, length: number): Promise<Uint8Array> {
  const body = new Uint8Array(length)
  const reader = lineReader(connection)
  while ((await reader.line()) !== '');
  for (let at = 0; at < length; ) {
    const chunk = await reader.take(Number.parseInt(await reader.line(), 16))
    body.set(chunk, at)
    at += chunk.length
    await reader.line()
  }
  return body
}

function lineReader(connection: TlsConnection) {
  let left: Uint8Array = new Uint8Array(0)
  const more = async (): Promise<void> => {
    const read = await connection.read()
    if (!read) throw new Error('the answer ended early')
    const joined = new Uint8Array(left.length + read.length)
    joined.set(left)
    joined.set(read, left.length)
    left = joined
  }
  const take = async (length: number): Promise<Uint8Array> => {
    while (left.length < length) await more()
    const taken = left.slice(0, length)
    left = left.slice(length)
    return taken
  }
  const line = async (): Promise<string> => {
    while (!left.includes(10)) await more()
    return new TextDecoder().decode(await take(left.indexOf(10) + 1)).trimEnd()
  }
  return { take, line }
}
