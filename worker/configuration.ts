import type { RateLimit } from '@cloudflare/workers-types'
import { fromHex } from '../shared/protocols/bytes/index.ts'
import { parsePem } from '../shared/protocols/x509/index.ts'
import { publicTargetsOnly, type TargetPolicy } from '../shared/transport/target-policy.ts'

/** What an operator sets: variables as text, rate limits as bindings. All are described in wrangler.toml. */
export interface Variables {
  readonly OUTPOST_TOKEN_SHA256?: string
  readonly OUTPOST_ALLOW_TARGETS?: string
  readonly OUTPOST_RESOLVERS?: string
  readonly OUTPOST_EXTRA_ROOTS?: string
  readonly OUTPOST_TOKEN_LIMIT?: RateLimit
  readonly OUTPOST_TARGET_LIMIT?: RateLimit
}

export interface Configuration {
  /** SHA-256 of each accepted token. */
  readonly tokenDigests: readonly Uint8Array[]
  readonly policy: TargetPolicy
  readonly resolvers: readonly URL[]
  /** PEM. */
  readonly extraRoots: string | undefined
  /** Variables that cannot be read, and what was expected of each. Nothing runs while there is one. */
  readonly faults: readonly string[]
}

const DEFAULT_RESOLVERS =
  'https://cloudflare-dns.com/dns-query https://dns.google/dns-query https://dns.quad9.net/dns-query'

/** Reads the variables. A fault names the variable and never its value, which may be a secret put in the wrong place. */
export function readConfiguration(variables: Variables): Configuration {
  const faults: string[] = []
  const read = <Value>(name: string, expected: string, parse: () => Value, otherwise: Value): Value => {
    try {
      return parse()
    } catch {
      faults.push(`${name}: expected ${expected}`)
      return otherwise
    }
  }
  return {
    tokenDigests: read(
      'OUTPOST_TOKEN_SHA256',
      'SHA-256 digests of tokens, 64 hexadecimal digits each, separated by commas or spaces',
      () => words(variables.OUTPOST_TOKEN_SHA256).map(parseDigest),
      [],
    ),
    policy: read(
      'OUTPOST_ALLOW_TARGETS',
      'address ranges such as 192.0.2.0/24 or 2001:db8::/32, separated by commas or spaces',
      () => publicTargetsOnly(words(variables.OUTPOST_ALLOW_TARGETS)),
      publicTargetsOnly(),
    ),
    resolvers: read(
      'OUTPOST_RESOLVERS',
      'https URLs of DNS over HTTPS resolvers, separated by commas or spaces',
      () => words(variables.OUTPOST_RESOLVERS?.trim() || DEFAULT_RESOLVERS).map(parseResolver),
      [],
    ),
    extraRoots: read(
      'OUTPOST_EXTRA_ROOTS',
      'certificates in PEM',
      () => parseRoots(variables.OUTPOST_EXTRA_ROOTS?.trim()),
      undefined,
    ),
    faults,
  }
}

function words(text = ''): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '')
}

function parseDigest(hex: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/i.test(hex)) throw new RangeError('not a digest')
  return fromHex(hex)
}

function parseResolver(text: string): URL {
  const url = new URL(text)
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') {
    throw new RangeError('not an https URL')
  }
  return url
}

function parseRoots(pem: string | undefined): string | undefined {
  if (pem && parsePem(pem).length === 0) throw new RangeError('no certificate')
  return pem || undefined
}
