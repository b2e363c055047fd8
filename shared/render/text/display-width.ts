/** Characters that take two columns: East Asian wide and full-width forms (UAX 11), and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u

const MARK = /\p{M}/u

/** How many columns of a terminal a text takes that {@link foreignText} let through. */
export function displayWidth(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of printable ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return text.length
  return Array.from(text, columnsOf).reduce((sum, columns) => sum + columns, 0)
}

/** The text, or as much of its beginning as fits with the ellipsis. */
export function clipped(text: string, width: number, ellipsis: string): string {
  if (displayWidth(text) <= width) return text
  const room = width - displayWidth(ellipsis)
  let kept = ''
  let columns = 0
  for (const character of text) {
    columns += columnsOf(character)
    if (columns > room) break
    kept += character
  }
  return room > 0 ? `${kept.trimEnd()}${ellipsis}` : ''
}

function columnsOf(character: string): number {
  if (MARK.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}
