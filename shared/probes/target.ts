import type { RpcOptions } from '../engine/index.ts'
import { toAscii } from '../protocols/dns/index.ts'
import type { StartTlsProtocol } from '../protocols/starttls/index.ts'
import { normaliseAddress } from '../transport/address-kind.ts'
import { RequestError } from './request-error.ts'

/** A target of any kind, normalised: names as lower-case A-labels without a final dot, addresses in their short form. */
export type Target = {
  readonly kind: 'name' | 'address'
  /** The host, the domain, or the address. */
  readonly host: string
  /** Only where the target named one. */
  readonly port?: number
  /** Only of a mail address: what stands before the @. */
  readonly localPart?: string
  /** The host that publishes Exchange, where the request names it. */
  readonly server?: string
  /** Whether ActiveSync is to synchronise, which leaves a device partnership behind. */
  readonly activesyncSync?: boolean
  /** What the port speaks before TLS, where the request says so. */
  readonly starttls?: StartTlsProtocol
  /** Whom RPC over HTTP is spoken with, and how, where the request says so. */
  readonly rpc?: RpcOptions
}

const EXPECTED = 'expected a domain, a host, a mail address, an IP address or an https URL'

/** What can stand before the @, quoted forms apart, which nobody has (RFC 5321 section 4.5.3.1.1). */
const LOCAL_PART = /^[^@\p{Cc}\p{Cs}\ufffe\uffff]{1,64}$/u

/**
 * Reads what a person typed: `contoso.com`, `mail.contoso.com:443`, `user@contoso.com`, `192.0.2.1`,
 * `[2001:db8::1]:443`, `https://mail.contoso.com/owa`. International names become A-labels.
 *
 * @throws RequestError `bad-target`, saying what was expected
 */
export function parseTarget(text: string): Target {
  const trimmed = text.trim()
  const at = trimmed.lastIndexOf('@')
  if (trimmed === '' || /[\s\\]/.test(trimmed)) throw badTarget(text)
  if (at > 0 && !trimmed.includes('/')) {
    const { kind, host, port } = parseHost(trimmed.slice(at + 1), text)
    const localPart = trimmed.slice(0, at)
    if (kind !== 'name' || port !== undefined || !LOCAL_PART.test(localPart)) throw badTarget(text)
    return { kind, host, localPart }
  }
  if (/^https:\/\//i.test(trimmed)) return parseHost(trimmed.slice('https://'.length), text)
  // A bare IPv6 address has colons that mean no port.
  if (/^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(trimmed)) return parseHost(`[${trimmed}]`, text)
  return parseHost(trimmed, text)
}

function parseHost(text: string, original: string): Target {
  const [, host = '', portText] = /^(\[[^\]]*\]|[^/?#:]*)(?::(\d{1,5}))?(?:[/?#].*)?$/.exec(text) ?? []
  const port = portText === undefined ? undefined : Number(portText)
  if (port !== undefined && (port < 1 || port > 65535)) throw badTarget(original)
  const withPort = port === undefined ? {} : { port }
  const address = normaliseAddress(host)
  if (address !== undefined) return { kind: 'address', host: address, ...withPort }
  const name = readName(host)
  if (name === undefined) throw badTarget(original)
  if (!name.includes('.')) {
    throw new RequestError('bad-target', `"${original}" is a name without a domain: ${EXPECTED}`)
  }
  return { kind: 'name', host: name, ...withPort }
}

/**
 * Reads the host that a request names beside its target.
 *
 * @throws RequestError `bad-server`, saying what was expected
 */
export function parseServer(text: string): string {
  const name = readName(text.trim())
  if (name?.includes('.')) return name
  throw new RequestError(
    'bad-server',
    `"${text.slice(0, 100)}" is not a host: expected one like mail.contoso.com`,
  )
}

function readName(host: string): string | undefined {
  try {
    return toAscii(host, { underscores: true })
  } catch {
    return undefined
  }
}

function badTarget(text: string): RequestError {
  // Somebody may have typed a URL with a password in it.
  const shown = text.replace(/\/\/.*@/s, '//…@').slice(0, 100)
  return new RequestError('bad-target', `"${shown}" is not a target: ${EXPECTED}`)
}
