import type { NewFinding } from '../engine/index.ts'
import {
  analyzerReported,
  certificateChainIncomplete,
  certificateExpired,
  certificateNameMismatch,
  certificateUntrusted,
  hostNotFound,
  portClosed,
} from '../findings/index.ts'
import type { AnalyzerTest } from './read.ts'

/** All that a test says, in one text. */
function saidBy({ title, result, details }: AnalyzerTest): string {
  return `${title} ${result} ${details}`
}

/** What our finding is called when the words say this, for those that need more than the words to be told. */
const WORDS: readonly (readonly [pattern: RegExp, code: string])[] = [
  [
    /SRV record .{0,80}(?:wasn't|was not|not) found|could(?:n't| not) find .{0,60}SRV record/i,
    'dns-autodiscover-missing',
  ],
  [
    /revo(?:ked|cation) .{0,60}(?:fail|revoked)|certificate (?:has been|was|is) revoked/i,
    'certificate-revoked',
  ],
  [/client certificate.{0,60}(?:detected|required|requires)|403\.7/i, 'client-certificate-required'],
  [/mutual authentication/i, 'principal-name-mismatch'],
  [/403\.4|SSL (?:is )?required/i, 'ssl-required'],
  [
    /server denied the specified url|denied the specified uniform resource locator/i,
    'publishing-rule-denied',
  ],
  [/2146893022|target principal name is incorrect/i, 'publishing-inner-name'],
  [/\(?405\)?|method not allowed/i, 'rpc-method-not-allowed'],
  [/\(?(?:411|413|501)\)?|404\.13|length required|not implemented/i, 'rpc-request-rejected'],
  [
    /anonymous authentication (?:is|was) (?:enabled|detected|found)|anonymous access/i,
    'auth-anonymous-allowed',
  ],
  [
    /required authentication methods? (?:weren't|couldn't|could not|were not)|unsupported authentication method/i,
    'auth-scheme-mismatch',
  ],
  [/\(?503\)?|service unavailable/i, 'service-unavailable'],
  [/unexpected redirect/i, 'unexpected-redirect'],
  [/error 0x5\b|access (?:is )?denied .{0,60}rpc/i, 'rpc-access-denied'],
  [/(?:error )?(?:1722|1818|0x6ba|6ba)\b/i, 'rpc-server-unavailable'],
  [/RPC proxy (?:can't|cannot|could not) be pinged.*404|404.{0,80}rpc/i, 'rpc-proxy-missing'],
  [/\(?401\)?|unauthorized|credentials? .{0,40}(?:incorrect|invalid|refused)/i, 'credential-refused'],
  [
    /name (?:can't|cannot|could not|couldn't) be resolved|resolve .{0,40}mailbox|address book/i,
    'name-not-resolved',
  ],
  [/cached (?:exchange )?mode/i, 'cached-mode-required'],
  [/error code:? ?(?:600|601|602|603|500|501)\b/i, 'autodiscover-error-response'],
  [/\(?500\)?|internal server error/i, 'virtual-directory-broken'],
]

/** The finding that a failed test corresponds to; one of the analyzer's own words where ours needs more than they say. */
export function correspondingFinding(test: AnalyzerTest, host: string, at: number): NewFinding {
  const said = saidBy(test)
  const certificate = { host, sha256: '', thumbprint: thumbprintIn(said), name: host }
  if (host !== '') {
    if (
      /host name|resolv/i.test(test.title) &&
      /(?:couldn't|could not|can't|cannot) be resolved|nonexist/i.test(said)
    ) {
      return hostNotFound({ host, how: 'nxdomain', resolvers: [] })
    }
    const port = /TCP port (\d{1,5})/i.exec(said)?.[1]
    if (port !== undefined && Number(port) <= 65535) {
      return portClosed({ host, address: addressIn(said) ?? host, port: Number(port), how: 'timed-out' })
    }
    if (/certificate name|doesn't match any name|name mismatch/i.test(said)) {
      return certificateNameMismatch({ ...certificate, names: [], commonNameOnly: false })
    }
    const expired = expiryIn(said)
    if (expired !== undefined && expired < at) {
      return certificateExpired({
        ...certificate,
        state: 'expired',
        role: 'leaf',
        notBefore: '',
        notAfter: new Date(expired).toISOString(),
        days: Math.trunc((expired - at) / DAY),
      })
    }
    if (/intermediate certificate|chain (?:is )?incomplete/i.test(said)) {
      return certificateChainIncomplete({ ...certificate, missing: '', repaired: false })
    }
    if (/certificate trust|chain couldn't be built|untrusted|not trusted|self.signed/i.test(said)) {
      return certificateUntrusted({
        ...certificate,
        issuer: '',
        why: /self.signed/i.test(said) ? 'self-signed' : 'invalid-chain',
        detail: test.result.slice(0, 200),
      })
    }
  }
  const corresponds =
    WORDS.find(([pattern]) => pattern.test(said))?.[1] ??
    (/certificate.{0,80}expired|date validation failed/i.test(said) ? 'certificate-expired' : '')
  return analyzerReported({
    test: test.title.slice(0, 300),
    result: test.result.slice(0, 300),
    detail: test.details.slice(0, 300),
    host,
    corresponds,
  })
}

const HOST = /(?<![\w.@-])((?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.){1,10}[a-z]{2,24})(?![\w@-])/i

/** The first name of a host in what a test says of itself, or in what came of it. */
export function hostIn({ title, result }: AnalyzerTest): string | undefined {
  const found = [title, result].map((text) => HOST.exec(text)?.[1]).find((name) => name !== undefined)
  return found !== undefined && !/\.(?:xml|dll|asmx|svc|aspx)$/i.test(found) ? found.toLowerCase() : undefined
}

function addressIn(text: string): string | undefined {
  return /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/.exec(text)?.[0]
}

function thumbprintIn(text: string): string {
  return /thumbprint:? ?([0-9a-f]{40})/i.exec(text)?.[1] ?? ''
}

const DAY = 24 * 60 * 60 * 1000

function expiryIn(text: string): number | undefined {
  if (!/expired|not valid|date validation failed/i.test(text)) return undefined
  const date = /NotAfter ?[=:] ?([0-9/.: APM-]{8,25})/i.exec(text)?.[1]
  const time = date === undefined ? Number.NaN : Date.parse(date)
  return Number.isNaN(time) ? undefined : time
}
