import { once } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findClosedPort } from '../../lab/network/listeners.ts'
import { connect } from '../../node/connect.ts'
import { connectErrorCode } from '../../node/connect-error-code.ts'
import { type ByteStream, ConnectError } from '../../shared/platform/index.ts'
import { serveTcp } from './tcp-server.ts'

// What every platform has to do is in test/wire/connect: here is what Node alone can tell or do wrong.

const patient = new AbortController().signal
const text = (bytes: Uint8Array | null) => (bytes === null ? null : new TextDecoder().decode(bytes))
const bytes = (content: string) => new TextEncoder().encode(content)

async function connectTo(port: number): Promise<ByteStream> {
  const stream = await connect({ address: '127.0.0.1', port }, patient)
  onTestFinished(() => stream.close())
  return stream
}

async function failureOf(work: Promise<unknown>): Promise<ConnectError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ConnectError)) throw new Error(`expected a ConnectError, got ${String(error)}`)
  return error
}

describe('why there is no connection', () => {
  test.each([
    ['ECONNREFUSED', 'refused'],
    ['ETIMEDOUT', 'timed-out'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['EADDRNOTAVAIL', 'unreachable'],
    ['EACCES', 'blocked'],
    ['EPERM', 'blocked'],
    ['ECONNRESET', 'closed'],
    ['EPIPE', 'closed'],
    ['EWHATEVER', 'failed'],
  ])('%s of the operating system means %s', (code, meaning) => {
    expect(connectErrorCode(Object.assign(new Error('no'), { code }))).toBe(meaning)
  })

  test('is not known of an error that has no code', () => {
    expect(connectErrorCode(new Error('no'))).toBe('failed')
    expect(connectErrorCode(Object.assign(new Error('no'), { code: 7 }))).toBe('failed')
    expect(connectErrorCode('no')).toBe('failed')
  })

  test("keeps the operating system's word in the message, and the error as the cause", async () => {
    expect(
      await failureOf(connect({ address: '127.0.0.1', port: await findClosedPort() }, patient)),
    ).toMatchObject({
      code: 'refused',
      message: 'no connection: ECONNREFUSED',
      cause: { code: 'ECONNREFUSED' },
    })
  })
})

describe('a connection that breaks', () => {
  test('still gives what came before, read or not, and then says that the peer closed it', async () => {
    const accepted = Promise.withResolvers<Socket>()
    const stream = await connectTo(await serveTcp(accepted.resolve))
    const peer = await accepted.promise
    peer.write('the last words')
    expect(text(await stream.read(4))).toBe('the ')
    peer.resetAndDestroy()
    expect((await failureOf(writeUntilBroken(stream))).code).toBe('closed')
    expect(text(await stream.read())).toBe('last words')
    expect((await failureOf(stream.read())).code).toBe('closed')
    expect((await failureOf(stream.end())).code).toBe('closed')
  })

  test('while nobody waits for anything ends nothing but itself', async () => {
    const accepted = Promise.withResolvers<Socket>()
    const stream = await connectTo(await serveTcp(accepted.resolve))
    ;(await accepted.promise).resetAndDestroy()
    expect((await failureOf(writeUntilBroken(stream))).code).toBe('closed')
  })

  test('rejects a half-close that waits for the peer when this side closes', async () => {
    const stream = await connectTo(await serveTcp((socket) => socket.pause()))
    const writing = failureOf(stream.write(new Uint8Array(64 * 1024 * 1024)))
    const ending = failureOf(stream.end())
    stream.close()
    expect((await ending).code).toBe('aborted')
    expect((await writing).code).toBe('aborted')
    expect((await failureOf(stream.end())).code).toBe('aborted')
  })
})

describe('backpressure', () => {
  const MUCH = 32 * 1024 * 1024

  test('holds a write until a slow reader has taken it, and all of it arrives', async () => {
    const accepted = Promise.withResolvers<Socket>()
    const stream = await connectTo(await serveTcp((socket) => accepted.resolve(socket.pause())))
    const peer = await accepted.promise
    let written = false
    const writing = stream.write(new Uint8Array(MUCH)).then(() => {
      written = true
    })
    await turns(20)
    expect(written).toBe(false)
    let received = 0
    peer.on('data', (data) => {
      received += data.length
    })
    peer.resume()
    await writing
    await stream.end()
    await once(peer, 'end')
    expect(received).toBe(MUCH)
  })

  test('holds a peer that floods until somebody reads', async () => {
    const accepted = Promise.withResolvers<Socket>()
    const stream = await connectTo(await serveTcp(accepted.resolve))
    const peer = await accepted.promise
    peer.end(new Uint8Array(MUCH))
    await turns(20)
    expect(peer.writableFinished).toBe(false)
    let received = 0
    for (let chunk = await stream.read(); chunk; chunk = await stream.read()) received += chunk.length
    expect(received).toBe(MUCH)
  })

  test('leaves no listener behind in a thousand reads and writes', async () => {
    const warnings: Error[] = []
    const onWarning = (warning: Error) => warnings.push(warning)
    process.on('warning', onWarning)
    onTestFinished(() => void process.off('warning', onWarning))
    const stream = await connectTo(await serveTcp((socket) => socket.pipe(socket)))
    for (let round = 0; round < 1000; round += 1) {
      await stream.write(bytes('x'))
      await stream.read(1)
    }
    expect(warnings).toEqual([])
  })
})

/** Lets the sockets do what they can do without anybody reading. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1))
}

async function writeUntilBroken(stream: ByteStream): Promise<never> {
  for (;;) {
    await stream.write(bytes('x'))
    await new Promise((resolve) => setImmediate(resolve))
  }
}
