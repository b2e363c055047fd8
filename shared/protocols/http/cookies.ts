import type { HttpHeaders } from './headers.ts'

/** More than Exchange and a balancer in front of it set together. */
const MOST_COOKIES = 50
const LONGEST_COOKIE = 8 * 1024

/**
 * The cookies of one session at one host, over TLS only: what a balancer knows a client by, and with MAPI over HTTP
 * whose session it is and where it stands (MS-OXCMAPIHTTP section 3.1.5.4). Domain and path are not looked at (RFC 6265
 * section 4.1.2): a session asks one host for one thing. Who has them has the session: they are secrets, and enter no trace.
 */
export class SessionCookies {
  readonly #values = new Map<string, string>()

  /** The cookies' names, in the order in which they first came. */
  get names(): readonly string[] {
    return [...this.#values.keys()]
  }

  /** Takes what an answer sets. One that cannot be sent back as it is, is left out; one that has expired is dropped. */
  take(headers: HttpHeaders, now: number): void {
    for (const line of headers.all('Set-Cookie')) {
      const [pair = '', ...attributes] = line.split(';')
      const equals = pair.indexOf('=')
      const name = pair.slice(0, Math.max(equals, 0)).trim()
      const value = pair.slice(equals + 1).trim()
      if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name) || !/^[\x21-\x7e]*$/.test(value)) continue
      if (isExpired(attributes, now)) this.#values.delete(name)
      else if (
        name.length + value.length <= LONGEST_COOKIE &&
        (this.#values.has(name) || this.#values.size < MOST_COOKIES)
      )
        this.#values.set(name, value)
    }
  }

  /** The value of the `Cookie` header; undefined when there are none. */
  header(): string | undefined {
    if (this.#values.size === 0) return undefined
    return [...this.#values].map(([name, value]) => `${name}=${value}`).join('; ')
  }
}

function isExpired(attributes: readonly string[], now: number): boolean {
  const found = (wanted: string) =>
    attributes
      .map((attribute) => attribute.split('=').map((part) => part.trim()))
      .find(([name]) => name?.toLowerCase() === wanted)?.[1]
  const age = found('max-age')
  if (age !== undefined && /^-?[0-9]+$/.test(age)) return Number(age) <= 0
  const expires = Date.parse(found('expires') ?? '')
  return expires <= now
}
