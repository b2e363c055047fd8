import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromLatin1 } from './memory-stream.ts'
import { outcomeHoweverCut, outcomeOf } from './outcome.ts'

/** Text that gets further into a parser than noise does. */
const words = fc
  .array(
    fc.constantFrom(
      'HTTP/1.1 ',
      'HTTP/1.0 ',
      '200 OK',
      '100 Continue',
      '401 ',
      '\r\n',
      '\n',
      '\r',
      '\r\n\r\n',
      'Content-Length: ',
      'Transfer-Encoding: chunked',
      'Connection: close',
      'A:',
      ' ',
      '\t',
      ',',
      ';',
      '0',
      '5',
      'ff',
      'abcde',
      '\0',
      '\xff',
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''))

const answer = fc.oneof(
  words,
  words.map((text) => `HTTP/1.1 200 OK\r\n${text}`),
  words.map((text) => `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${text}`),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => String.fromCharCode(...bytes)),
)

// Any other error than a ProtocolError is thrown by what reads the outcome, and a hang ends the test.
test('whatever bytes a server sends, they are an answer or a protocol error, however they are cut', async () => {
  await fc.assert(
    fc.asyncProperty(answer, async (text) => {
      const outcome = await outcomeHoweverCut(text)
      if ('error' in outcome) expect(outcome.error).toMatch(/^http\.[a-z-]+$/)
    }),
    { numRuns: 400 },
  )
})

test('an honest answer with one byte changed is an answer or a protocol error', async () => {
  const honest = fromLatin1(
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n c\r\n\r\n' +
      '5;x=y\r\nhello\r\n10\r\n0123456789abcdef\r\n0\r\nT: u\r\n\r\n',
  )
  for (let at = 0; at < honest.length; at += 1) {
    for (const byte of [0x00, 0x09, 0x0a, 0x0d, 0x20, 0x30, 0x3a, 0x66, 0xff]) {
      const outcome = await outcomeOf([honest.with(at, byte)])
      if ('error' in outcome) expect(outcome.error).toMatch(/^http\.[a-z-]+$/)
    }
  }
})

test('a body in chunks of any sizes comes out as it went in', async () => {
  const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(chunks, fc.boolean(), async (parts, upperCase) => {
      const text = parts.map((part) => String.fromCharCode(...part))
      const framed = text.map((part) => {
        const size = part.length.toString(16)
        return `${upperCase ? size.toUpperCase() : size}\r\n${part}\r\n`
      })
      const whole = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${framed.join('')}0\r\n\r\n`
      expect(await outcomeOf([fromLatin1(whole)])).toMatchObject({ body: text.join(''), reusable: true })
    }),
  )
})
