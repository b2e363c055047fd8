import type { HeaderEntry } from '../../protocols/http/index.ts'
import type { Binding } from '../../sign-in/index.ts'

/** Where to sign in: one address of a host. */
export interface SignInPlace {
  readonly host: string
  readonly address: string
  /** Default: 443. */
  readonly port?: number
}

/** What is asked as the user. */
export interface SignedInRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  /** Beside `Host`, `Connection` and `Authorization`; `User-Agent` is Outlook's unless it is given. */
  readonly headers?: readonly HeaderEntry[]
  readonly body?: Uint8Array
  /** Default: that of the presented certificate. */
  readonly binding?: Binding
  /**
   * The directory ignores channel binding, so that an acceptance here proves the password, and a refusal refuses it:
   * Autodiscover. As long as nothing is proved, all others are `sign-in.not-proved`.
   */
  readonly proves?: true
}

/** A request whose body the caller writes: an RPC channel's. */
export interface SignedInChannel extends Omit<SignedInRequest, 'body' | 'proves'> {
  /** What `Content-Length` announces. */
  readonly contentLength: number
}

/** A directory, as what it offers is remembered: the host and the first part of the path. */
export function directoryOf({ host, port = 443 }: SignInPlace, path: string): string {
  const [, first = ''] = /^\/([^/?]*)/.exec(path) ?? []
  return `${host}:${port}/${first.toLowerCase()}`
}

/** `Host`, as RFC 9110 section 7.2 has it. */
export function authorityOf({ host, port = 443 }: SignInPlace): string {
  const name = host.includes(':') ? `[${host}]` : host
  return port === 443 ? name : `${name}:${port}`
}
