import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { platform } from '#platform'
import { type ByteStream, ConnectError } from '../../../shared/platform/index.ts'

const { obedient, closed } = inject('connectServers')
const patient = new AbortController().signal
const bytes = (text: string) => new TextEncoder().encode(text)
const text = (read: Uint8Array | null) => (read === null ? null : new TextDecoder().decode(read))

/** A connection to the peer that does as it is told. */
async function tell(command: string): Promise<ByteStream> {
  const stream = await platform.connect({ address: '127.0.0.1', port: obedient }, patient)
  onTestFinished(() => stream.close())
  await stream.write(bytes(`${command}\n`))
  return stream
}

async function readToEnd(stream: ByteStream): Promise<string> {
  const decoder = new TextDecoder()
  let all = ''
  for (let chunk = await stream.read(); chunk; chunk = await stream.read()) all += decoder.decode(chunk)
  return all
}

async function failureOf(attempt: Promise<unknown>): Promise<ConnectError> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ConnectError)) throw new Error(`expected a ConnectError, got ${String(error)}`)
  return error
}

describe('a connection that does not come about', () => {
  test('is refused where nothing listens, and names the endpoint', async () => {
    const endpoint = { address: '127.0.0.1', port: closed }
    const failure = await failureOf(platform.connect(endpoint, patient))
    expect(failure).toMatchObject({ code: 'refused', endpoint })
    expect(failure.message).toMatch(/^no connection: /)
  })

  test.each(['localhost', 'mail.example.com', '[::1]', '', '127.1', '127.0.0.1:443'])(
    'is never tried to a name or to what is no address (%j)',
    async (address) => {
      const failure = await failureOf(platform.connect({ address, port: 443 }, patient))
      expect(failure).toMatchObject({ code: 'failed', message: expect.stringMatching(/expected an IPv4/) })
    },
  )

  test.each([0, -1, 65536, 44.3, Number.NaN])('is not tried to the port %d', async (port) => {
    const failure = await failureOf(platform.connect({ address: '127.0.0.1', port }, patient))
    expect(failure).toMatchObject({ code: 'failed', message: expect.stringMatching(/port from 1 to 65535/) })
  })

  test('has timed out when the deadline passed before it began', async () => {
    const deadline = AbortSignal.abort(new DOMException('too late', 'TimeoutError'))
    const failure = await failureOf(platform.connect({ address: '127.0.0.1', port: obedient }, deadline))
    expect(failure.code).toBe('timed-out')
  })

  test('has timed out when the deadline passes while nobody answers', async () => {
    const attempt = new AbortController()
    const connecting = failureOf(platform.connect({ address: '127.0.0.1', port: obedient }, attempt.signal))
    attempt.abort(new DOMException('too late', 'TimeoutError'))
    expect((await connecting).code).toBe('timed-out')
  })

  test('was aborted when the caller gives up while nobody answers', async () => {
    const attempt = new AbortController()
    const connecting = failureOf(platform.connect({ address: '127.0.0.1', port: obedient }, attempt.signal))
    attempt.abort()
    expect((await connecting).code).toBe('aborted')
  })
})

describe('a connection', () => {
  test('carries bytes both ways and knows where it leads', async () => {
    const stream = await tell('echo')
    await stream.write(bytes('hello'))
    expect(text(await stream.read())).toBe('hello')
    expect(stream.remote).toEqual({ address: '127.0.0.1', port: obedient })
  })

  test('gives at most as many bytes as were asked for and keeps the rest', async () => {
    const stream = await tell('say abcdefgh')
    expect(text(await stream.read(3))).toBe('abc')
    expect(text(await stream.read(1))).toBe('d')
    expect(text(await stream.read(100))).toBe('efgh')
    expect(await stream.read(5)).toBeNull()
    expect(await stream.read()).toBeNull()
  })

  test('gives plain arrays, whose slices are copies', async () => {
    const stream = await tell('say abc')
    expect(Object.getPrototypeOf(await stream.read())).toBe(Uint8Array.prototype)
  })

  test('may be half-closed on this side: the peer sees the end and still answers', async () => {
    const stream = await tell('count')
    await stream.write(bytes('12345'))
    await stream.end()
    await stream.end()
    expect(await readToEnd(stream)).toBe('got 5')
    await expect(stream.write(bytes('more'))).rejects.toThrow(/has ended/)
  })

  test('may be half-closed by the peer: writing goes on', async () => {
    const key = crypto.randomUUID()
    const stream = await tell(`endThenListen ${key}`)
    expect(await stream.read()).toBeNull()
    await stream.write(bytes('still '))
    await stream.write(bytes('here'))
    await stream.end()
    expect(await readToEnd(await tell(`heard ${key}`))).toBe('still here')
  })

  test('carries sixteen megabytes in each direction', async () => {
    const MUCH = 16 * 1024 * 1024
    const flood = await tell(`flood ${MUCH}`)
    let received = 0
    for (let chunk = await flood.read(); chunk; chunk = await flood.read()) received += chunk.length
    expect(received).toBe(MUCH)

    const count = await tell('count')
    const part = new Uint8Array(1024 * 1024)
    for (let sent = 0; sent < MUCH; sent += part.length) await count.write(part)
    await count.end()
    expect(await readToEnd(count)).toBe(`got ${MUCH}`)
  })

  test('reads a reset as closed by the peer, at once and ever after', async () => {
    const stream = await tell('reset')
    expect((await failureOf(stream.read())).code).toBe('closed')
    expect((await failureOf(stream.read())).code).toBe('closed')
    expect((await failureOf(stream.write(bytes('x')))).code).toBe('closed')
    expect((await failureOf(stream.end())).code).toBe('closed')
  })

  test('still gives what was read before a reset', async () => {
    const stream = await tell('sayThenReset the last words')
    expect(text(await stream.read(4))).toBe('the ')
    expect((await failureOf(writeUntilBroken(stream))).code).toBe('closed')
    expect(text(await stream.read())).toBe('last words')
    expect((await failureOf(stream.read())).code).toBe('closed')
  })

  test('reads and writes that wait reject when this side closes, and so do later ones', async () => {
    const stream = await tell('ignore')
    const reading = failureOf(stream.read())
    const writing = failureOf(stream.write(new Uint8Array(64 * 1024 * 1024)))
    stream.close()
    stream.close()
    expect((await reading).code).toBe('aborted')
    expect((await writing).code).toBe('aborted')
    expect((await failureOf(stream.read())).code).toBe('aborted')
    expect((await failureOf(stream.write(bytes('x')))).code).toBe('aborted')
    expect((await failureOf(stream.end())).code).toBe('aborted')
  })

  test('is over for the peer too when this side closes', async () => {
    const key = crypto.randomUUID()
    const stream = await tell(`hold ${key}`)
    await stream.read()
    stream.close()
    expect(await readToEnd(await tell(`heard ${key}`))).toBe('over')
  })

  test('gives nothing more of what had come when this side closes', async () => {
    const stream = await tell('say abcdefgh')
    await stream.read(3)
    stream.close()
    expect((await failureOf(stream.read())).code).toBe('aborted')
  })

  test('a signal that fires later does not touch it', async () => {
    const attempt = new AbortController()
    const stream = await platform.connect({ address: '127.0.0.1', port: obedient }, attempt.signal)
    onTestFinished(() => stream.close())
    attempt.abort()
    await stream.write(bytes('say still here\n'))
    expect(await readToEnd(stream)).toBe('still here')
  })

  test('refuses a second read while one waits, and the first still gets its bytes', async () => {
    const stream = await tell('echo')
    const first = stream.read()
    await expect(stream.read()).rejects.toThrow(/already waiting/)
    await stream.write(bytes('for the first'))
    expect(text(await first)).toBe('for the first')
  })

  test.each([0, -1, Number.NaN])('refuses a read of %d bytes', async (atMost) => {
    const stream = await tell('echo')
    await expect(stream.read(atMost)).rejects.toThrow(RangeError)
  })
})

async function writeUntilBroken(stream: ByteStream): Promise<never> {
  for (;;) {
    await stream.write(bytes('x'))
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

test('random bytes are as many as asked for and not the same twice', () => {
  const first = platform.randomBytes(32)
  expect(first).toHaveLength(32)
  expect(Object.getPrototypeOf(first)).toBe(Uint8Array.prototype)
  expect(platform.randomBytes(32)).not.toEqual(first)
})
