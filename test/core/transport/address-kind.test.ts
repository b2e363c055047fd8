import { isIPv4, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classifyAddress, normaliseAddress } from '../../../shared/transport/address-kind.ts'

describe('tells kinds of addresses apart', () => {
  // The first and the last address of each range of IANA's special-purpose registries, and their neighbours.
  test.each([
    ['8.8.8.8', 'public'],
    ['0.0.0.0', 'unspecified'],
    ['0.0.0.1', 'reserved'],
    ['0.255.255.255', 'reserved'],
    ['1.0.0.0', 'public'],
    ['9.255.255.255', 'public'],
    ['10.0.0.0', 'private'],
    ['10.255.255.255', 'private'],
    ['11.0.0.0', 'public'],
    ['100.63.255.255', 'public'],
    ['100.64.0.0', 'carrier-grade-nat'],
    ['100.127.255.255', 'carrier-grade-nat'],
    ['100.128.0.0', 'public'],
    ['126.255.255.255', 'public'],
    ['127.0.0.0', 'loopback'],
    ['127.255.255.255', 'loopback'],
    ['128.0.0.0', 'public'],
    ['169.253.255.255', 'public'],
    ['169.254.0.0', 'link-local'],
    ['169.254.169.254', 'link-local'],
    ['169.255.0.0', 'public'],
    ['172.15.255.255', 'public'],
    ['172.16.0.0', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', 'public'],
    ['191.255.255.255', 'public'],
    ['192.0.0.0', 'reserved'],
    ['192.0.1.0', 'public'],
    ['192.0.2.1', 'documentation'],
    ['192.0.3.0', 'public'],
    ['192.31.196.1', 'reserved'],
    ['192.52.193.1', 'reserved'],
    ['192.88.99.1', 'reserved'],
    ['192.167.255.255', 'public'],
    ['192.168.0.0', 'private'],
    ['192.168.255.255', 'private'],
    ['192.169.0.0', 'public'],
    ['192.175.48.1', 'reserved'],
    ['198.17.255.255', 'public'],
    ['198.18.0.0', 'benchmarking'],
    ['198.19.255.255', 'benchmarking'],
    ['198.20.0.0', 'public'],
    ['198.51.100.1', 'documentation'],
    ['203.0.113.255', 'documentation'],
    ['203.0.114.0', 'public'],
    ['223.255.255.255', 'public'],
    ['224.0.0.0', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['240.0.0.0', 'reserved'],
    ['255.255.255.254', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::2', 'reserved'],
    ['100::1', 'reserved'],
    ['2001:4860:4860::8888', 'public'],
    ['2001::1', 'reserved'],
    ['2001:1ff:ffff::', 'reserved'],
    ['2001:200::', 'public'],
    ['2001:2::1', 'benchmarking'],
    ['2001:db7:ffff::', 'public'],
    ['2001:db8::', 'documentation'],
    ['2001:db8:ffff:ffff::1', 'documentation'],
    ['2001:db9::', 'public'],
    ['2620:4f:8000::1', 'reserved'],
    ['3fff::1', 'documentation'],
    ['3fff:1000::', 'public'],
    ['4000::', 'reserved'],
    ['5f00::1', 'reserved'],
    ['1fff:ffff::', 'reserved'],
    ['fbff::1', 'reserved'],
    ['fc00::1', 'unique-local'],
    ['fdff:ffff::1', 'unique-local'],
    ['fe80::1', 'link-local'],
    ['febf::1', 'link-local'],
    ['fec0::1', 'reserved'],
    ['ff02::1', 'multicast'],
  ])('%s is %s', (address, kind) => {
    expect(classifyAddress(address)).toBe(kind)
  })

  test.each([
    ['an IPv4-mapped one', '::ffff:10.0.0.1', 'private'],
    ['an IPv4-mapped one in hexadecimal', '::FFFF:7f00:1', 'loopback'],
    ['an IPv4-mapped public one', '::ffff:8.8.8.8', 'public'],
    ['one behind NAT64', '64:ff9b::169.254.169.254', 'link-local'],
    ['a public one behind NAT64', '64:ff9b::808:808', 'public'],
    ['one of 6to4', '2002:c0a8:101::1', 'private'],
    ['a public one of 6to4', '2002:808:808::1', 'public'],
  ])('%s is judged by the IPv4 address that it leads to', (_, address, kind) => {
    expect(classifyAddress(address)).toBe(kind)
  })

  test.each([
    ['the deprecated IPv4-compatible form', '::8.8.8.8'],
    ['the local NAT64 prefix', '64:ff9b:1::808:808'],
    ['the translated form of RFC 2765', '::ffff:0:808:808'],
    ['Teredo', '2001:0:808:808::1'],
  ])('%s is not public, whatever it holds', (_, address) => {
    expect(classifyAddress(address)).toBe('reserved')
  })

  test('in brackets it is the same address', () => {
    expect(classifyAddress('[::1]')).toBe('loopback')
  })

  test('no text but an IP literal is ever public', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!isIPv4(text) && !isIPv6(text))
        expect(classifyAddress(text)).toBe('invalid')
      }),
    )
  })
})

describe('brings an IP literal into one form', () => {
  // The examples of RFC 5952 section 4, and section 5 for mapped ones.
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:DB8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['0:0:0:0:0:FFFF:192.0.2.1', '::ffff:192.0.2.1'],
    ['::ffff:c000:201', '::ffff:192.0.2.1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['::127.0.0.1', '::7f00:1'],
  ])('%s as %s', (text, normal) => {
    expect(normaliseAddress(text)).toBe(normal)
  })

  test.each([
    '',
    ' ::1',
    '::1 ',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '01.2.3.4',
    '256.1.1.1',
    '1.2.3',
    '1.2.3.4.5',
    '[1.2.3.4]',
    '::ffff:127.1',
    '::ffff:010.0.0.1',
    '::ffff:256.1.1.1',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'fe80::1%eth0',
    '::1]/@[::2',
    'mail.example.com',
    '١.٢.٣.٤',
  ])('but takes no %j', (text) => {
    expect(normaliseAddress(text)).toBeUndefined()
    expect(classifyAddress(text)).toBe('invalid')
  })

  test('agrees with Node on what is an address, and is its own normal form', () => {
    const text = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.ipV4Extended(),
      fc.string({ unit: fc.constantFrom('0', '1', 'f', ':', '.', '::', '255'), maxLength: 14 }),
    )
    fc.assert(
      fc.property(text, (candidate) => {
        const normal = normaliseAddress(candidate)
        expect(normal !== undefined).toBe(isIPv4(candidate) || isIPv6(candidate))
        if (normal !== undefined) expect(normaliseAddress(normal)).toBe(normal)
      }),
      { numRuns: 2000 },
    )
  })
})
