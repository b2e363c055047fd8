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
 * longer than a line.
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
  return lines.map((each, index) => `${index === 0 ? margin.first : margin.rest}${each}`)
}

function pieces(word: string, room: number): string[] {
  if (displayWidth(word) <= room) return [word]
  const cut: string[] = ['']
  for (const character of word) {
    const last = cut.length - 1
    const longer = `${cut[last] ?? ''}${character}`
    if (displayWidth(longer) <= room) cut[last] = longer
    else cut.push(character)
  }
  return cut
}
