import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'
import {
  STARTTLS_PROTOCOLS,
  type StartTlsProtocol,
  startTls,
} from '../../../shared/protocols/starttls/index.ts'
import { scripted } from './memory-server.ts'

const EHLO = '250-mail Hello\r\n250-SIZE\r\n250 STARTTLS\r\n'

async function codeOf(protocol: StartTlsProtocol, ...pieces: readonly string[]): Promise<string> {
  try {
    await startTls(scripted(...pieces).stream, protocol)
    return 'agreed'
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}

describe('a server that agrees is told no more than it has to be', () => {
  test('SMTP, by the example of RFC 3207 section 6', async () => {
    const { stream, told } = scripted(
      '220 mail.imc.org SMTP service ready\r\n',
      '250-mail.imc.org offers a warm hug of welcome\r\n250-8BITMIME\r\n250-STARTTLS\r\n250 DSN\r\n',
      '220 Go ahead\r\n',
    )
    await startTls(stream, 'smtp')
    expect(told).toEqual(['EHLO [127.0.0.1]\r\n', 'STARTTLS\r\n'])
  })

  test('IMAP, by the example of RFC 9051 section 6.2.1', async () => {
    const { stream, told } = scripted(
      '* OK IMAP4rev2 server ready\r\n',
      '* CAPABILITY IMAP4rev2 STARTTLS LOGINDISABLED\r\na1 OK CAPABILITY completed\r\n',
      'a2 OK Begin TLS negotiation now\r\n',
    )
    await startTls(stream, 'imap')
    expect(told).toEqual(['a1 CAPABILITY\r\n', 'a2 STARTTLS\r\n'])
  })

  test('POP3, by the example of RFC 2595 section 4, also without CAPA', async () => {
    const { stream, told } = scripted('+OK ready\r\n', '+OK\r\nUIDL\r\nSTLS\r\n.\r\n', '+OK Begin TLS\r\n')
    await startTls(stream, 'pop3')
    expect(told).toEqual(['CAPA\r\n', 'STLS\r\n'])
    expect(await codeOf('pop3', '+OK\r\n', '-ERR unknown\r\n', '+OK\r\n')).toBe('agreed')
  })
})

describe('a server that does not is told apart', () => {
  test.each([
    ['smtp', ['220 hi\r\n', '250-hi\r\n250 SIZE\r\n'], 'starttls.not-offered'],
    ['smtp', ['220 hi\r\n', '250 STARTTLS\r\n'], 'starttls.not-offered'],
    ['imap', ['* OK hi\r\n', '* CAPABILITY IMAP4\r\na1 OK\r\n'], 'starttls.not-offered'],
    ['pop3', ['+OK hi\r\n', '+OK\r\nUIDL\r\n.\r\n'], 'starttls.not-offered'],
    ['smtp', ['554 no\r\n'], 'starttls.refused'],
    ['smtp', ['220 hi\r\n', EHLO, '454 not now\r\n'], 'starttls.refused'],
    ['imap', ['* BYE full\r\n'], 'starttls.refused'],
    ['imap', ['* OK\r\n', '* CAPABILITY STARTTLS\r\na1 OK\r\n', 'a2 BAD no\r\n'], 'starttls.refused'],
    ['pop3', ['-ERR busy\r\n'], 'starttls.refused'],
    ['smtp', ['HTTP/1.1 400 Bad Request\r\n'], 'starttls.unexpected'],
    ['imap', ['220 this is SMTP\r\n'], 'starttls.unexpected'],
    ['pop3', ['* OK this is IMAP\r\n'], 'starttls.unexpected'],
    ['smtp', ['220 hi'], 'starttls.closed'],
    ['imap', [], 'starttls.closed'],
  ] as const)('%s %j: %s', async (protocol, pieces, code) => {
    expect(await codeOf(protocol, ...pieces)).toBe(code)
  })

  test('refuses what somebody puts behind the consent in the clear (CVE-2011-0411)', async () => {
    const code = await codeOf('smtp', '220 hi\r\n', EHLO, '220 go\r\n250 injected\r\n')
    expect(code).toBe('starttls.injected')
  })
})

describe('whatever a server sends', () => {
  test('a line and their number are bounded', async () => {
    expect(await codeOf('smtp', `220 ${'x'.repeat(5000)}`)).toBe('starttls.line-too-long')
    expect(await codeOf('smtp', '220-x\r\n'.repeat(1000))).toBe('starttls.too-many-lines')
    expect(await codeOf('pop3', '+OK\r\n', `+OK\r\n${'X\r\n'.repeat(1000)}`)).toBe('starttls.too-many-lines')
  })

  test('ends in consent or a typed error', async () => {
    const noise = fc.array(
      fc.oneof(fc.string(), fc.constantFrom('220 x\r\n', EHLO, '* OK\r\n', '+OK\r\n', '.\r\n')),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...STARTTLS_PROTOCOLS), noise, async (protocol, pieces) => {
        expect(await codeOf(protocol, ...pieces)).toMatch(/^(?:agreed|starttls\.[a-z-]+)$/)
      }),
    )
  })
})
