/** A header as it stands in the message: its name in the sender's spelling, its value without outer blanks. */
export type HeaderEntry = readonly [name: string, value: string]

/**
 * Headers apart and in the order in which they came. Nothing is joined: two `WWW-Authenticate` lines stay two.
 * Names are compared without regard to case (RFC 9110 section 5.1).
 */
export class HttpHeaders {
  readonly entries: readonly HeaderEntry[]

  constructor(entries: readonly HeaderEntry[] = []) {
    this.entries = entries
  }

  /** Every value of the name, in order; empty when there is none. */
  all(name: string): string[] {
    const wanted = name.toLowerCase()
    return this.entries.filter(([entry]) => entry.toLowerCase() === wanted).map(([, value]) => value)
  }

  /** The first value of the name. */
  first(name: string): string | undefined {
    return this.all(name)[0]
  }

  /**
   * The members of a header that is a comma-separated list of plain words (`Connection`, `Transfer-Encoding`,
   * `Content-Length`), over all its lines, without empty ones (RFC 9110 section 5.6.1). Not for headers whose
   * members may be quoted.
   */
  members(name: string): string[] {
    return this.all(name)
      .flatMap((value) => value.split(','))
      .map(trimBlanks)
      .filter((member) => member !== '')
  }

  /** Whether such a list has the word, in any case. */
  has(name: string, word: string): boolean {
    return this.members(name).some((member) => member.toLowerCase() === word)
  }
}

/** Without the blanks that HTTP knows at both ends: space and tab alone (RFC 9110 section 5.6.3). */
export function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text[start])) start += 1
  while (end > start && isBlank(text[end - 1])) end -= 1
  return text.slice(start, end)
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}
