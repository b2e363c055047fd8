import type { Product } from '../../findings/index.ts'
import type { HttpAnswer } from './request.ts'

type Answered = Pick<HttpAnswer, 'status' | 'reason' | 'headers' | 'body'>

/** What only Exchange puts on an answer. */
const EXCHANGE_HEADERS = ['X-FEServer', 'X-OWA-Version', 'X-BEServer', 'X-CalculatedBETarget', 'X-DiagInfo']

const SERVERS: readonly (readonly [RegExp, Product])[] = [
  [/^(?:nginx|openresty)\b/i, 'nginx'],
  [/^apache\b/i, 'apache'],
  [/^caddy\b/i, 'caddy'],
  [/^microsoft-iis\b/i, 'iis'],
  [/^microsoft-httpapi\b/i, 'http-sys'],
]

/** What the products' own error pages look like. */
const PAGES: readonly (readonly [RegExp, Product])[] = [
  [/<hr>\s*(?:<center>)?\s*(?:nginx|openresty)\b/i, 'nginx'],
  [/<address>\s*apache\b/i, 'apache'],
  [/\b(?:ISA Server|Forefront TMG|Threat Management Gateway)\b/i, 'tmg'],
]

/**
 * Who wrote this answer? A proxy may pass on what another wrote, and put its own name on it: the page counts
 * first, then what only Exchange adds, then the name in `Server`.
 */
export function productOf(answer: Answered): Product {
  return (
    PAGES.find(([page]) => page.test(answer.body))?.[1] ??
    gatewayOf(answer) ??
    (isExchange(answer) ? 'exchange' : undefined) ??
    (isRouted(answer) ? 'arr' : undefined) ??
    serverOf(answer) ??
    (isHaproxyPage(answer) ? 'haproxy' : 'unknown')
  )
}

/** Whether the answer, whoever passed it on, came from Exchange. */
export function isExchange({ headers }: Answered): boolean {
  return EXCHANGE_HEADERS.some((name) => headers.first(name) !== undefined)
}

/** What stands in front of whoever wrote the answer, where it shows. */
export function frontOf(answer: Answered): Product | undefined {
  const via = answer.headers.all('Via').join(', ')
  if (/\b(?:TMG|ISA)/i.test(via)) return 'tmg'
  if (/\barr\//i.test(answer.headers.all('X-Powered-By').join(', '))) return 'arr'
  const product = productOf(answer)
  const named = serverOf(answer)
  if (named === 'nginx' || named === 'apache' || named === 'caddy') return named
  if (/\bcaddy\b/i.test(via)) return 'caddy'
  return ['tmg', 'wap', 'haproxy'].includes(product) ? product : undefined
}

function serverOf({ headers }: Answered): Product | undefined {
  const name = headers.first('Server') ?? ''
  return SERVERS.find(([pattern]) => pattern.test(name))?.[1]
}

/** By how they refuse and where they send people to sign in. */
function gatewayOf({ reason, headers }: Answered): Product | undefined {
  const location = headers.first('Location') ?? ''
  if (/\( .+ \)\s*$/.test(reason) || /\/CookieAuth\.dll/i.test(location)) return 'tmg'
  return /\/adfs\/ls\b/i.test(location) ? 'wap' : undefined
}

/** Application Request Routing marks all that it passes on; what it says itself has nothing of ASP.NET. */
function isRouted({ headers }: Answered): boolean {
  const powered = headers.all('X-Powered-By').join(', ')
  return /\barr\//i.test(powered) && !/asp\.net/i.test(powered)
}

/** HAProxy's own pages name nobody and carry no date. */
function isHaproxyPage({ status, headers }: Answered): boolean {
  return (
    (status === 200 || status >= 400) &&
    headers.first('Server') === undefined &&
    headers.first('Date') === undefined &&
    headers.has('Cache-Control', 'no-cache')
  )
}
