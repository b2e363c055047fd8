import { nearest } from '../shared/documents/nearest.ts'
import type { RpcOptions } from '../shared/engine/index.ts'
import { REPORT_FORMATS } from '../shared/render/formats.ts'
import type { OptionName } from './option-table.ts'
import type { Arguments } from './read-arguments.ts'
import { readArguments } from './read-arguments.ts'
import { isSubcommand, readSubcommand, type Subcommand } from './subcommand.ts'
import { UsageError } from './usage-error.ts'

export const FORMATS = [...REPORT_FORMATS, 'ndjson'] as const
export type Format = (typeof FORMATS)[number]

const RPC_LEVELS = ['none', 'connect', 'integrity', 'privacy'] as const
const RPC_PACKAGES = ['ntlm', 'negotiate'] as const
const RPC_ENDPOINTS = [6001, 6002, 6004] as const
const STARTTLS = ['smtp', 'imap', 'pop3'] as const

/** Where to look from, and what stands in for DNS and trust. */
export interface RunCommand {
  readonly kind: 'run'
  readonly probe: string
  readonly target: string
  readonly format: Format
  readonly edge?: URL
  readonly perspective?: 'inside' | 'outside'
  readonly resolvers?: readonly ('system' | URL)[]
  /** As typed: `HOST=ADDRESS[:PORT]`. */
  readonly overrides: readonly string[]
  readonly rootsFile?: string
  readonly systemRoots: boolean
  readonly deadlineSeconds?: number
  readonly server?: string
  readonly starttls?: (typeof STARTTLS)[number]
  readonly rpc?: RpcOptions
  /** ActiveSync is to synchronise. */
  readonly activesyncSync?: true
  readonly lab: boolean
  /** Who signs in; nobody without it. */
  readonly user?: string
  readonly passwordFromStdin: boolean
  readonly basic: boolean
  readonly ignoreTrust: boolean
  /** Hosts of other organisations that the credential may go to. */
  readonly signInTo: readonly string[]
  readonly traceFile?: string
}

export type Command =
  | RunCommand
  | Subcommand
  | { readonly kind: 'help'; readonly probe?: string }
  | { readonly kind: 'probes' }
  | { readonly kind: 'version' }

/**
 * What the command line asks for. Only its form is judged here: whether there is such a probe, and whether
 * the target is one, is the core's to say.
 *
 * @throws UsageError saying what was expected
 */
export function readCommand(argv: readonly string[]): Command {
  const { words, given } = readArguments(argv)
  const [first, second, ...others] = words
  if (given.has('version')) return { kind: 'version' }
  if (first === 'help') return { kind: 'help', ...(second !== undefined && { probe: second }) }
  if (given.has('help')) {
    return { kind: 'help', ...(first !== undefined && first !== 'probes' && { probe: first }) }
  }
  if (first === undefined) throw new UsageError('expected a probe and a target')
  if (first === 'probes') return { kind: 'probes' }
  if (isSubcommand(first)) return readSubcommand(first, words.slice(1), given, runCommand)
  if (second === undefined) {
    throw new UsageError(
      /[.@:]/.test(first)
        ? `expected a probe before the target ${first}, such as "outpost certificate ${first}"`
        : `expected a target after ${first}, such as "outpost ${first} mail.contoso.com"`,
    )
  }
  if (others[0] !== undefined) throw new UsageError(`expected one target, got one more: ${others[0]}`)
  return runCommand(first, second, given)
}

function runCommand(probe: string, target: string, given: Arguments['given']): RunCommand {
  const one = (name: OptionName) => given.get(name)?.[0]
  refuseContradictions(given)
  if ((given.get('edge') ?? []).length > 1) throw new UsageError('--edge was given twice')
  if (given.has('probe')) throw new UsageError('--probe is for compare: here the probe is the first word')
  const [edge, perspective, roots, deadline] = [
    one('edge'),
    one('perspective'),
    one('roots'),
    one('deadline'),
  ]
  const [user, trace] = [one('user'), one('trace')]
  const server = one('server')
  const starttls = one('starttls')
  const resolvers = given.get('resolver')?.map(readResolver)
  return {
    kind: 'run',
    probe,
    target,
    format: oneOf('format', FORMATS, one('format') ?? 'text'),
    overrides: given.get('resolve') ?? [],
    systemRoots: given.has('system-roots'),
    lab: given.has('lab'),
    passwordFromStdin: given.has('password-stdin'),
    basic: given.has('basic'),
    ignoreTrust: given.has('ignore-trust'),
    signInTo: given.get('sign-in-to') ?? [],
    ...(user !== undefined && { user }),
    ...(trace !== undefined && { traceFile: trace }),
    ...(edge !== undefined && { edge: readEdge(edge) }),
    ...(perspective !== undefined && {
      perspective: oneOf('perspective', ['inside', 'outside'] as const, perspective),
    }),
    ...(resolvers !== undefined && { resolvers }),
    ...(roots !== undefined && { rootsFile: roots }),
    ...(deadline !== undefined && { deadlineSeconds: readSeconds('deadline', deadline, 600) }),
    ...(server !== undefined && { server }),
    ...(starttls !== undefined && { starttls: oneOf('starttls', STARTTLS, starttls) }),
    ...readRpcOptions(one),
    ...(given.has('activesync-sync') && { activesyncSync: true }),
  }
}

/** What is said about RPC over HTTP; nothing where nothing is. */
function readRpcOptions(one: (name: OptionName) => string | undefined): { rpc?: RpcOptions } {
  const [server, endpoint, hold] = [one('rpc-server'), one('endpoint'), one('hold')]
  const [level, security] = [one('level'), one('security')]
  if (level === 'none' && security !== undefined) {
    throw new UsageError('--level none and --security do not go together: nobody signs in to RPC then')
  }
  const given = {
    ...(server !== undefined && { server: readRpcServer(server) }),
    ...(endpoint !== undefined && { endpoint: readEndpoint(endpoint) }),
    ...(level !== undefined && { level: oneOf('level', RPC_LEVELS, level) }),
    ...(security !== undefined && { security: oneOf('security', RPC_PACKAGES, security.toLowerCase()) }),
    ...(hold !== undefined && { holdSeconds: readSeconds('hold', hold, 540) }),
  }
  return Object.keys(given).length > 0 ? { rpc: given } : {}
}

function readRpcServer(text: string): string {
  if (/^[A-Za-z0-9._@-]{1,253}$/.test(text)) return text
  throw new UsageError(
    `--rpc-server: expected the name of a server, such as EX01, or a mailbox as GUID@contoso.com, got "${text}"`,
  )
}

function readEndpoint(text: string): NonNullable<RpcOptions['endpoint']> {
  const endpoint = RPC_ENDPOINTS.find((each) => String(each) === text)
  if (endpoint !== undefined) return endpoint
  throw new UsageError(`--endpoint: expected 6001, 6002 or 6004, got "${text}"`)
}

/** Options that cannot both be meant, and why not. */
const CONTRADICTIONS: readonly (readonly [OptionName, OptionName, string])[] = [
  ['edge', 'resolver', 'an edge asks the resolvers that its operator set (OUTPOST_RESOLVERS)'],
  ['edge', 'system-roots', "this machine's trust store stays here; single roots go along with --roots FILE"],
  [
    'edge',
    'lab',
    'the lab runs inside this command, where no edge reaches it; "npm start" starts an edge that has it',
  ],
  ['lab', 'resolver', 'the lab has resolvers of its own, and no others'],
]

function refuseContradictions(given: Arguments['given']): void {
  for (const [left, right, why] of CONTRADICTIONS) {
    if (given.has(left) && given.has(right)) {
      throw new UsageError(`--${left} and --${right} do not go together: ${why}`)
    }
  }
  for (const name of ['password-stdin', 'basic', 'ignore-trust', 'sign-in-to'] as const) {
    if (given.has(name) && !given.has('user'))
      throw new UsageError(`--${name} needs --user: nobody signs in without`)
  }
  if (given.has('edge') && given.get('perspective')?.[0] === 'inside') {
    throw new UsageError('--edge and --perspective inside do not go together: an edge always stands outside')
  }
}

function readEdge(text: string): URL {
  const url = URL.parse(text)
  // Whether a token may travel to it is the edge vantage's to say.
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url
  throw new UsageError(`--edge: expected an https URL, got "${text}"`)
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

function readResolver(text: string): 'system' | URL {
  if (text === 'system') return text
  const url = URL.parse(text)
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.includes(url.hostname))
  if (url === null || !isSafe) {
    throw new UsageError(
      `--resolver: expected "system" or the https URL of a DNS over HTTPS resolver, such as https://dns.quad9.net/dns-query, got "${text}"`,
    )
  }
  return url
}

function readSeconds(name: OptionName, text: string, most: number): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (!(seconds >= 1 && seconds <= most)) {
    throw new UsageError(`--${name}: expected a number of seconds from 1 to ${most}, got "${text}"`)
  }
  return seconds
}

function oneOf<Value extends string>(name: OptionName, values: readonly Value[], text: string): Value {
  const value = values.find((each) => each === text)
  if (value !== undefined) return value
  const meant = nearest(text, values)
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`
  throw new UsageError(`--${name}: expected ${values.join(' or ')}, got "${text}"${hint}`)
}
