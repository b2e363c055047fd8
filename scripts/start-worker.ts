import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { Log, LogLevel, Miniflare } from 'miniflare'
import type { AddressMap } from '../lab/index.ts'
import type { Endpoint } from '../shared/platform/index.ts'

export interface WorkerOptions {
  /** The internet that its runs see. */
  readonly map: AddressMap
  /** The resolvers of that internet, by their URLs there. */
  readonly resolvers: readonly string[]
  /** Tokens that it accepts. */
  readonly tokens: readonly string[]
  /** Trust anchors, PEM. */
  readonly roots?: string
  readonly ipv6Witnesses?: readonly Endpoint[]
  /** The region of that internet that it stands in. Default: none. */
  readonly region?: string
  /** Address ranges that it may connect to although they are not public. Default: those of the lab. */
  readonly allowTargets?: readonly string[]
  /** Runs in a minute. Default: no limits. */
  readonly limits?: { readonly perToken: number; readonly perTarget: number }
  /** Of 127.0.0.1. Default: one that is free. */
  readonly port?: number
}

export interface StartedWorker {
  readonly url: URL
  close(): Promise<void>
}

/** The lab's "internet": ranges that IANA keeps for documentation and for benchmarks. */
const LAB_RANGES = ['203.0.113.0/24', '198.18.0.0/15', '2001:db8::/32']

/**
 * Starts the Worker in workerd on 127.0.0.1, in front of the lab. It reaches nothing beyond this machine: the
 * map leads to loopback ports alone.
 */
export async function startWorker(options: WorkerOptions): Promise<StartedWorker> {
  const rateLimit = (namespace: string, limit: number) =>
    ({ type: 'rate-limit', namespace, simple: { limit, period: 60 } }) as const
  const miniflare = new Miniflare({
    host: '127.0.0.1',
    port: options.port ?? 0,
    // What Cloudflare knows of a request: nothing here. Left out, it would be asked for, or made up.
    cf: {},
    telemetry: { enabled: false },
    log: new Log(LogLevel.NONE),
    logRequests: false,
    handleStructuredLogs: ({ level, message }) => {
      if (level === 'error') console.error(message)
    },
    workers: [
      {
        config: {
          name: 'outpost',
          compatibilityDate: '2026-08-04',
          compatibilityFlags: ['enable_request_signal'],
          manifest: {
            mainModule: 'worker.js',
            modules: { 'worker.js': { type: 'esm', contents: await bundle() } },
          },
          env: {
            OUTPOST_LAB_MAP: json(options.map),
            OUTPOST_LAB_IPV6_WITNESSES: json(options.ipv6Witnesses ?? []),
            ...(options.region !== undefined && { OUTPOST_LAB_REGION: text(options.region) }),
            OUTPOST_TOKEN_SHA256: text(options.tokens.map(sha256).join(' ')),
            OUTPOST_RESOLVERS: text(options.resolvers.join(' ')),
            OUTPOST_ALLOW_TARGETS: text((options.allowTargets ?? LAB_RANGES).join(' ')),
            OUTPOST_EXTRA_ROOTS: text(options.roots ?? ''),
            ...(options.limits && {
              OUTPOST_TOKEN_LIMIT: rateLimit('tokens', options.limits.perToken),
              OUTPOST_TARGET_LIMIT: rateLimit('targets', options.limits.perTarget),
            }),
          },
        },
      },
    ],
  })
  try {
    return { url: await miniflare.ready, close: () => miniflare.dispose() }
  } catch (error) {
    await miniflare.dispose()
    throw error
  }
}

const text = (value: string) => ({ type: 'text', value }) as const
const json = (value: unknown) => ({ type: 'json', value: JSON.parse(JSON.stringify(value)) }) as const

function sha256(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** The Worker with the lab's platform as one module; what the runtime brings itself stays outside. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../worker/lab.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    logLevel: 'silent',
  })
  const [module] = outputFiles
  if (module === undefined) throw new Error('the bundle is empty')
  return module.text
}
