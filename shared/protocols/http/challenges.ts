import { ProtocolError } from '../protocol-error.ts'

/** One way of signing in that a server offers (RFC 9110 section 11.3). */
export interface Challenge {
  /** As the server spells it (`NTLM`, `Negotiate`, `Basic`); compare without regard to case. */
  readonly scheme: string
  /** What `Negotiate` and `NTLM` carry: base64, not decoded. */
  readonly token68?: string
  /** Names in lower case; values without quotes and escapes. */
  readonly parameters: ReadonlyMap<string, string>
}

const schemeOrName = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y
const separators = /[ \t,]*/y
const spaces = / +/y
const token68 = /[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y
const parameterStart = /([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*=[ \t]*/y
const quotedString = /"((?:[\t\x20\x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t\x20-\x7e\x80-\xff])*)"/y
const memberEnd = /[ \t]*(?:,|$)/y

/**
 * Reads the challenges of all `WWW-Authenticate` (or `Proxy-Authenticate`) headers of an answer, in order. A line may hold several,
 * and the commas between them look like those between parameters (RFC 9110 section 11.6.1).
 *
 * @throws `http.bad-challenge`; also for a parameter that one challenge has twice.
 */
export function parseChallenges(values: readonly string[]): Challenge[] {
  return values.flatMap(parseLine)
}

/**
 * The first challenge of a scheme, in whatever spelling. A line that begins with another scheme and cannot be read (a realm
 * without its quotes, say) takes nothing from it.
 *
 * @throws `http.bad-challenge` for a line that begins with the scheme
 */
export function challengeOf(scheme: string, values: readonly string[]): Challenge | undefined {
  const is = (name: string | undefined) => name?.toLowerCase() === scheme.toLowerCase()
  for (const value of values) {
    try {
      const found = parseLine(value).find((challenge) => is(challenge.scheme))
      if (found !== undefined) return found
    } catch (error) {
      if (is(beginningOf(value))) throw error
    }
  }
  return undefined
}

/** The schemes on offer, as the server spells them; of a line that cannot be read the one that it begins with. */
export function schemesOffered(values: readonly string[]): string[] {
  return values.flatMap((value) => {
    try {
      return parseLine(value).map(({ scheme }) => scheme)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      return beginningOf(value) ?? []
    }
  })
}

function beginningOf(line: string): string | undefined {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+/.exec(line)?.[0]
}

function parseLine(text: string): Challenge[] {
  const scanner = new Scanner(text)
  const challenges: Challenge[] = []
  scanner.take(separators)
  while (!scanner.atEnd) {
    challenges.push(parseChallenge(scanner))
    scanner.take(separators)
  }
  return challenges
}

function parseChallenge(scanner: Scanner): Challenge {
  const scheme = scanner.require(schemeOrName)[0]
  if (scanner.looksAt(memberEnd)) return { scheme, parameters: new Map() }
  scanner.require(spaces)
  const token = scanner.take(token68)
  if (token !== null) return { scheme, token68: token[0], parameters: new Map() }
  return { scheme, parameters: parseParameters(scanner) }
}

/** A member that does not start like a parameter starts the next challenge. */
function parseParameters(scanner: Scanner): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  do {
    const [, name = ''] = scanner.require(parameterStart)
    if (parameters.has(name.toLowerCase())) throw scanner.error()
    parameters.set(name.toLowerCase(), parseValue(scanner))
    if (!scanner.looksAt(memberEnd)) throw scanner.error()
    scanner.take(separators)
  } while (scanner.looksAt(parameterStart))
  return parameters
}

function parseValue(scanner: Scanner): string {
  const quoted = scanner.take(quotedString)
  if (quoted !== null) return (quoted[1] ?? '').replace(/\\(.)/gs, '$1')
  return scanner.require(schemeOrName)[0]
}

/** A place in a text that moves over what an expression (sticky) matches there. */
class Scanner {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get atEnd(): boolean {
    return this.#at === this.#text.length
  }

  take(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at
    const match = expression.exec(this.#text)
    if (match !== null) this.#at += match[0].length
    return match
  }

  looksAt(expression: RegExp): boolean {
    expression.lastIndex = this.#at
    return expression.test(this.#text)
  }

  require(expression: RegExp): RegExpExecArray {
    const match = this.take(expression)
    if (match === null) throw this.error()
    return match
  }

  error(): ProtocolError {
    return new ProtocolError(
      'http.bad-challenge',
      `the challenge cannot be read at character ${this.#at + 1}`,
    )
  }
}
