import { describe, expect, test } from 'vitest'
import { publicTargetsOnly } from '../../../shared/transport/target-policy.ts'

describe("a vantage that connects on a stranger's word", () => {
  const judge = publicTargetsOnly()

  test.each(['8.8.8.8', '2606:4700::1111'])('lets public addresses through: %s', (address) => {
    expect(judge({ address, port: 443 })).toBeUndefined()
  })

  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '203.0.113.1',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
    'mail.contoso.com',
    '0x7f.1',
    '',
  ])('refuses %s, saying why', (address) => {
    expect(judge({ address, port: 443 })).toMatch(/not a public address/)
  })

  test.each([22, 25, 3389, 8080])('refuses port %i', (port) => {
    expect(judge({ address: '8.8.8.8', port })).toMatch(`port ${port}`)
  })
})

describe('an operator who names ranges', () => {
  test('opens those and no others', () => {
    const judge = publicTargetsOnly(['10.1.0.0/16', 'fd00:1::/32'])
    expect(judge({ address: '10.1.2.3', port: 443 })).toBeUndefined()
    expect(judge({ address: 'fd00:1::5', port: 443 })).toBeUndefined()
    expect(judge({ address: '10.2.0.1', port: 443 })).toMatch(/not a public/)
    expect(judge({ address: '127.0.0.1', port: 443 })).toMatch(/not a public/)
    expect(judge({ address: 'mail.contoso.com', port: 443 })).toMatch(/not a public/)
  })

  test.each(['10.0.0.0', 'ten', '10.0.0.0/33', ''])('is told what was expected instead of "%s"', (range) => {
    expect(() => publicTargetsOnly([range])).toThrow(/expected one like 10\.0\.0\.0\/8/)
  })
})
