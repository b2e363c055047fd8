import { displayWidth } from './display-width.ts'

/** What stands before the text: on its first line, and on those that follow. */
export interface Margin {
  readonly first: string
  readonly rest: string
}

/** No margin leaves less than this for the text, however narrow the screen. */
const NARROWEST = 8

/**
 * Breaks a text into lines of at most `width` columns, between words, and inside a word only when it is
 * longer than a line: then behind a sign that parts URLs, where there is one not too far from the end.
 */
export function wrap(text: string, width: number, margin: Margin = { first: '', rest: '' }): string[] {
  const room = Math.max(NARROWEST, width - Math.max(displayWidth(margin.first), displayWidth(margin.rest)))
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((each) => pieces(each, room))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (displayWidth(longer) <= room) {
      line = longer
      continue
    }
    lines.push(line)
    line = word
  }
  lines.push(line)
  // Two spaces that part columns leave one at the end of a line.
  return lines.map((each, index) => `${index === 0 ? margin.first : margin.rest}${each.trimEnd()}`)
}

const PARTS_URLS = /[/?&=.@_-]/

function pieces(word: string, room: number): string[] {
  if (displayWidth(word) <= room) return [word]
  const cut: string[] = ['']
  for (const character of word) {
    const last = cut.length - 1
    const longer = `${cut[last] ?? ''}${character}`
    if (displayWidth(longer) <= room) {
      cut[last] = longer
      continue
    }
    const kept = breakBehind(cut[last] ?? '', room)
    cut.push(`${(cut[last] ?? '').slice(kept)}${character}`)
    cut[last] = (cut[last] ?? '').slice(0, kept)
  }
  return cut
}

/** Where a full line of a long word is broken: in its second half, or at its end. */
function breakBehind(line: string, room: number): number {
  const characters = Array.from(line)
  const sign = characters.findLastIndex((character) => PARTS_URLS.test(character))
  const kept = characters.slice(0, sign + 1).join('')
  return displayWidth(kept) > room / 2 ? kept.length : line.length
}
