import { DnsNameError, LONGEST_LABEL } from './name.ts'

/** Without the final dot: 255 bytes on the wire (RFC 1035 section 2.3.4). */
const LONGEST_TEXT = 253

/**
 * A host name as people write it, in the form that the DNS has it: lower case, IDNA A-labels (`xn--…`, by
 * UTS 46 as the URL standard applies it, which all runtimes share), without a final dot.
 *
 * Lets through letters, digits and hyphens alone (RFC 1123 section 2.1), and with `underscores` also names
 * such as `_autodiscover._tcp.example.com` (RFC 8552). IP literals are no host names.
 *
 * Throws {@link DnsNameError} saying what was expected.
 *
 * @example
 * toAscii('Bücher.example.')                                      // 'xn--bcher-kva.example'
 * toAscii('_autodiscover._tcp.example.com', { underscores: true })
 */
export function toAscii(host: string, { underscores = false } = {}): string {
  // What the URL parser would pass over, decode, or take for another part of a URL, is not in a name.
  if (host === '' || /[\0-\x20%/:?#@\\[\]<>^|\x7f]/.test(host)) {
    throw new DnsNameError('expected a host name such as mail.example.com, without blanks, port or path')
  }
  const ascii = URL.parse(`http://${host}/`)?.hostname.replace(/\.$/, '')
  if (ascii === undefined)
    throw new DnsNameError('expected a host name, this is not one by the rules of IDNA')
  if (/(?:^|\.)\d+$/.test(ascii)) throw new DnsNameError('expected a host name, got an IP address')
  if (ascii.length > LONGEST_TEXT) {
    throw new DnsNameError(`expected a name of ${LONGEST_TEXT} characters at most, got ${ascii.length}`)
  }
  const allowed = underscores ? /^(?!-)[a-z0-9_-]+(?<!-)$/ : /^(?!-)[a-z0-9-]+(?<!-)$/
  for (const label of ascii.split('.')) {
    if (label === '') throw new DnsNameError('expected a host name without empty labels')
    if (label.length > LONGEST_LABEL) {
      throw new DnsNameError(
        `expected labels of ${LONGEST_LABEL} characters at most, got one of ${label.length}`,
      )
    }
    if (!allowed.test(label)) {
      throw new DnsNameError(
        `expected labels of letters, digits and hyphens${underscores ? ' and underscores' : ''}, without a hyphen at either end`,
      )
    }
  }
  return ascii
}
