import { describe, expect, test } from 'vitest'
import { fromLatin1 } from './memory-stream.ts'
import { type Outcome, outcomeHoweverCut, type Reading, readAnswer } from './outcome.ts'

interface Sample extends Reading {
  readonly name: string
  readonly answer: string
  readonly expected: Partial<Extract<Outcome, { head: string }>> | { readonly error: string }
}

function lines(...text: readonly string[]): string {
  return text.map((line) => `${line}\r\n`).join('')
}

const understood: readonly Sample[] = [
  {
    name: 'a body of announced length, which leaves the connection usable',
    answer: `${lines('HTTP/1.1 200 OK', 'Content-Length: 5', '')}abcde`,
    expected: { head: '1.1 200 OK', headers: [['Content-Length', '5']], body: 'abcde', reusable: true },
  },
  {
    name: 'repeated headers, apart and in order',
    answer: lines(
      'HTTP/1.1 401 Unauthorized',
      'WWW-Authenticate: Negotiate',
      'Server: Microsoft-IIS/8.5',
      'WWW-Authenticate: NTLM',
      'WWW-Authenticate: Basic realm="mail.contoso.test"',
      'Content-Length: 0',
      '',
    ),
    expected: {
      headers: [
        ['WWW-Authenticate', 'Negotiate'],
        ['Server', 'Microsoft-IIS/8.5'],
        ['WWW-Authenticate', 'NTLM'],
        ['WWW-Authenticate', 'Basic realm="mail.contoso.test"'],
        ['Content-Length', '0'],
      ],
      body: '',
      reusable: true,
    },
  },
  {
    name: 'a body in chunks with extensions and trailers',
    answer: lines(
      'HTTP/1.1 200 OK',
      'Transfer-Encoding: Chunked',
      '',
      '4;name=value;quoted="a;b"',
      'Wiki',
      '0005  ',
      'pedia',
      'A;x',
      '\r\n\r\n456789',
      '0',
      'X-ElapsedTime: 12',
      'X-Note: a',
      '\tb',
      '',
    ),
    expected: {
      body: 'Wikipedia\r\n\r\n456789',
      trailers: [
        ['X-ElapsedTime', '12'],
        ['X-Note', 'a b'],
      ],
      reusable: true,
    },
  },
  {
    name: 'a body that ends with the connection',
    answer: `${lines('HTTP/1.1 200 OK', 'Content-Type: text/plain', '')}to the end`,
    expected: { body: 'to the end', reusable: false },
  },
  {
    name: 'an answer to HEAD, which announces a body and has none',
    method: 'HEAD',
    answer: lines('HTTP/1.1 200 OK', 'Content-Length: 1000', 'Transfer-Encoding: chunked', ''),
    expected: { body: '' },
  },
  {
    name: '204, which has no body whatever it announces',
    answer: lines('HTTP/1.1 204 No Content', 'Content-Length: 7', ''),
    expected: { body: '', reusable: true },
  },
  {
    name: '304, which has no body whatever it announces',
    answer: lines('HTTP/1.1 304 Not Modified', 'Content-Length: 7', ''),
    expected: { body: '', reusable: true },
  },
  {
    name: 'provisional answers before the final one',
    answer: lines(
      'HTTP/1.1 100 Continue',
      '',
      'HTTP/1.1 103 Early Hints',
      'Link: </a>',
      '',
      'HTTP/1.1 200 OK',
      'Content-Length: 1',
      '',
      'x',
    ).slice(0, -2),
    expected: {
      head: '1.1 200 OK',
      informational: ['100 Continue', '103 Early Hints'],
      body: 'x',
      reusable: true,
    },
  },
  {
    name: 'bare line feeds in the head',
    answer: 'HTTP/1.1 200 OK\nA: 1\nContent-Length: 2\n\nhi',
    expected: {
      headers: [
        ['A', '1'],
        ['Content-Length', '2'],
      ],
      body: 'hi',
      reusable: true,
    },
  },
  {
    name: 'folded headers, as one line with one space',
    answer: lines('HTTP/1.1 200 OK', 'A: one', '  two', '\tthree', 'B:', ' b', 'Content-Length: 0', ''),
    expected: {
      headers: [
        ['A', 'one two three'],
        ['B', 'b'],
        ['Content-Length', '0'],
      ],
    },
  },
  {
    name: 'blanks around a value, an empty value, and bytes beyond ASCII kept as they are',
    answer: lines('HTTP/1.1 200 OK', 'A: \t a b \t', 'B:', 'C:c', 'D: \xa0\xe9\x85', 'Content-Length: 0', ''),
    expected: {
      headers: [
        ['A', 'a b'],
        ['B', ''],
        ['C', 'c'],
        ['D', '\xa0\xe9\x85'],
        ['Content-Length', '0'],
      ],
    },
  },
  {
    name: 'Content-Length repeated unchanged',
    answer: `${lines('HTTP/1.1 200 OK', 'Content-Length: 2, 2', 'Content-Length: 2', '')}ok`,
    expected: { body: 'ok', reusable: true },
  },
  {
    name: 'Transfer-Encoding before Content-Length, on a connection that is not used again',
    answer: lines(
      'HTTP/1.1 200 OK',
      'Content-Length: 999',
      'Transfer-Encoding: chunked',
      '',
      '1',
      'x',
      '0',
      '',
    ),
    expected: { body: 'x', reusable: false },
  },
  {
    name: 'Connection: close among other words',
    answer: lines('HTTP/1.1 200 OK', 'Connection: X-Other, Close', 'Content-Length: 0', ''),
    expected: { reusable: false },
  },
  {
    name: 'HTTP/1.0, which closes',
    answer: lines('HTTP/1.0 200 OK', 'Content-Length: 0', ''),
    expected: { head: '1.0 200 OK', reusable: false },
  },
  {
    name: 'HTTP/1.0 with keep-alive',
    answer: lines('HTTP/1.0 200 OK', 'Connection: Keep-Alive', 'Content-Length: 0', ''),
    expected: { head: '1.0 200 OK', reusable: true },
  },
  {
    name: 'chunks in HTTP/1.0, on a connection that is not used again',
    answer: lines(
      'HTTP/1.0 200 OK',
      'Connection: keep-alive',
      'Transfer-Encoding: chunked',
      '',
      '1',
      'x',
      '0',
      '',
    ),
    expected: { body: 'x', reusable: false },
  },
]

const refused: readonly Sample[] = [
  {
    name: 'a header without a colon',
    answer: lines('HTTP/1.1 200 OK', 'Nonsense', ''),
    expected: { error: 'http.bad-header' },
  },
  {
    name: 'a header without a name',
    answer: lines('HTTP/1.1 200 OK', ': x', ''),
    expected: { error: 'http.bad-header' },
  },
  {
    name: 'a blank before the colon',
    answer: lines('HTTP/1.1 200 OK', 'Content-Length : 5', ''),
    expected: { error: 'http.bad-header' },
  },
  {
    name: 'a fold before the first header',
    answer: lines('HTTP/1.1 200 OK', ' A: b', ''),
    expected: { error: 'http.bad-header' },
  },
  {
    name: 'a NUL in a value',
    answer: lines('HTTP/1.1 200 OK', 'A: b\0c', ''),
    expected: { error: 'http.bad-header' },
  },
  {
    name: 'a bare carriage return in a value',
    answer: lines('HTTP/1.1 200 OK', 'A: b\rC: d', ''),
    expected: { error: 'http.bad-header' },
  },
  {
    name: 'a bad trailer',
    answer: lines('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '', '0', 'oops', ''),
    expected: { error: 'http.bad-trailer' },
  },
  {
    name: 'a status line that is none',
    answer: lines('HTTP/one two three', ''),
    expected: { error: 'http.bad-status-line' },
  },
  {
    name: 'another major version',
    answer: lines('HTTP/2.0 200 OK', ''),
    expected: { error: 'http.version' },
  },
  {
    name: 'an upgrade that nobody asked for',
    answer: lines('HTTP/1.1 101 Switching Protocols', 'Upgrade: h2c', ''),
    expected: { error: 'http.unexpected-upgrade' },
  },
  ...['5, 6', '-1', '+5', '0x5', '5.0', '', '1 2', '9007199254740993', '5,', '\xb2'].map((value) => ({
    name: `the length ${JSON.stringify(value)}`,
    answer: `${lines('HTTP/1.1 200 OK', `Content-Length: ${value}`, '')}hello!`,
    expected: { error: 'http.bad-content-length' },
  })),
  {
    name: 'two lengths that differ',
    answer: `${lines('HTTP/1.1 200 OK', 'Content-Length: 2', 'Content-Length: 3', '')}abc`,
    expected: { error: 'http.bad-content-length' },
  },
  ...['gzip', 'gzip, chunked', 'chunked, gzip', 'chunked, chunked', 'identity', ''].map((value) => ({
    name: `the transfer coding ${JSON.stringify(value)}`,
    answer: lines('HTTP/1.1 200 OK', `Transfer-Encoding: ${value}`, '', '0', ''),
    expected: { error: 'http.bad-transfer-encoding' },
  })),
  ...['x', '', '-1', '0x1', ' 1', '1 1', '1\tx', '20000000000000', '1;a\0', '1;a\rb'].map((size) => ({
    name: `the chunk size ${JSON.stringify(size)}`,
    answer: lines('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '', size, 'x', '0', ''),
    expected: { error: 'http.bad-chunk' },
  })),
  {
    name: 'a chunk size that ends in a bare line feed',
    answer: `${lines('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '')}1\nx\r\n0\r\n\r\n`,
    expected: { error: 'http.bad-chunk' },
  },
  {
    name: 'a chunk that is longer than its size',
    answer: lines('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '', '1', 'xyz', '0', ''),
    expected: { error: 'http.bad-chunk' },
  },
  {
    name: 'a chunk that ends in a bare line feed',
    answer: `${lines('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '', '1')}x\n0\r\n\r\n`,
    expected: { error: 'http.bad-chunk' },
  },
]

describe('an answer, wherever the network cuts it, is read the same:', () => {
  test.each(understood)('$name', async ({ answer, expected, ...reading }) => {
    expect(await outcomeHoweverCut(answer, reading)).toMatchObject(expected)
  })
})

describe('an answer is refused, wherever the network cuts it, for', () => {
  test.each(refused)('$name', async ({ answer, expected, ...reading }) => {
    expect(await outcomeHoweverCut(answer, reading)).toEqual(expected)
  })
})

describe('a peer that speaks something else is recognised by its first byte:', () => {
  test.each([
    ['an SSH server', 'SSH-2.0-OpenSSH_9.2p1\r\n', 'SSH-2.0-OpenSSH_9.2p1\\x0d\\x0a'],
    ['a TLS server, by its alert', '\x15\x03\x01\x00\x02\x02\x46', '\\x15\\x03\\x01\\x00\\x02\\x02F'],
    ['an RPC endpoint mapper', 'ncacn_http/1.0', 'ncacn_http/1.0'],
    ['HTTP in lower case', 'http/1.1 200 OK\r\n\r\n', 'http/1.1 200 OK\\x0d\\x0a\\x0d\\x0a'],
    ['a mail server', '220 mail.contoso.test "ESMTP"\r\n', '220 mail.contoso.test \\x22ESMTP\\x22\\x0d\\x0a'],
    ['a terminal escape', '\x1b[31mred\\', '\\x1b[31mred\\x5c'],
    ['something long', 'x'.repeat(100), `${'x'.repeat(48)}…`],
  ])('%s', async (_, answer, shown) => {
    expect(await outcomeHoweverCut(answer)).toEqual({ error: 'http.not-http' })
    await expect(readAnswer([fromLatin1(answer)])).rejects.toThrow(`"${shown}"`)
  })
})
