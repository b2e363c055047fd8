import { randomBytes } from 'node:crypto'
import type { Identity } from '../../accounts/index.ts'
import { type ContextCookies, isContextName } from './cookies.ts'
import { MapiRefusal, RESPONSE_CODE } from './response-code.ts'

/** The session contexts of one endpoint (MS-OXCMAPIHTTP section 3.2.1). */
export interface Contexts<T> {
  /** A new one; an older one that the client still names ends. */
  open(what: T, identity: Identity | undefined, cookies: ContextCookies): Context<T>
  /** The one that the cookies name, for one request. Throws a `MapiRefusal`. */
  use(cookies: ContextCookies, identity: Identity | undefined): Context<T>
  close(context: Context<T>): void
}

export interface Context<T> {
  readonly what: T
  readonly name: string
  /** What the next request has to have as its sequence. */
  readonly sequence: string
  /** The request is answered. */
  done(): void
}

/** How long a context lives that nobody uses, in milliseconds. */
export const EXPIRES_MS = 900_000

interface Kept<T> extends Context<T> {
  readonly owner: string | undefined
  sequence: string
  isBusy: boolean
  expiry: NodeJS.Timeout
}

/** `ended` is called once for each, when it is closed or has expired. */
export function contexts<T>(ended: (what: T) => void): Contexts<T> {
  const kept = new Map<string, Kept<T>>()

  function remove(name: string): void {
    const context = kept.get(name)
    if (context === undefined) return
    kept.delete(name)
    clearTimeout(context.expiry)
    ended(context.what)
  }
  function expireLater(name: string): NodeJS.Timeout {
    return setTimeout(() => remove(name), EXPIRES_MS).unref()
  }

  return {
    open(what, identity, { context: older }) {
      if (older !== undefined) remove(older)
      const name = randomBytes(16).toString('hex')
      const context: Kept<T> = {
        what,
        name,
        owner: identity?.account.name,
        sequence: nextSequence(0),
        isBusy: true,
        expiry: expireLater(name),
        done() {
          context.isBusy = false
        },
      }
      kept.set(name, context)
      return context
    },
    use(cookies, identity) {
      if (cookies.context === undefined) throw new MapiRefusal(RESPONSE_CODE.MISSING_COOKIE)
      if (!isContextName(cookies.context)) throw new MapiRefusal(RESPONSE_CODE.INVALID_CONTEXT_COOKIE)
      const context = kept.get(cookies.context)
      // Somebody else's context is as good as none.
      if (context === undefined || context.owner !== identity?.account.name) {
        throw new MapiRefusal(RESPONSE_CODE.CONTEXT_NOT_FOUND)
      }
      if (cookies.sequence === undefined) throw new MapiRefusal(RESPONSE_CODE.MISSING_COOKIE)
      if (context.isBusy || cookies.sequence !== context.sequence) {
        throw new MapiRefusal(RESPONSE_CODE.INVALID_SEQUENCE)
      }
      context.isBusy = true
      context.sequence = nextSequence(Number.parseInt(context.sequence, 10))
      clearTimeout(context.expiry)
      context.expiry = expireLater(context.name)
      return context
    },
    close: ({ name }) => remove(name),
  }
}

/** A number, and something that cannot be guessed. */
function nextSequence(after: number): string {
  return `${after + 1}-${randomBytes(6).toString('hex')}`
}
