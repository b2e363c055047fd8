import { membersOf, type ShownObject, type ShownProperty } from './objects.ts'

const LINE = /^([A-Za-z]\w*)([ \t]*:[ \t]?)(.*)$/

/** Reads what `Format-List` prints: `Name : value` in blocks that empty lines separate, long values on several lines. */
export function readList(text: string): ShownObject[] {
  const objects: ShownObject[] = []
  let properties: ShownProperty[] = []
  let column = 0
  const end = () => {
    const [first, last] = [properties[0], properties.at(-1)]
    if (first && last)
      objects.push({ properties, range: { start: first.nameRange.start, end: last.range.end } })
    properties = []
  }
  for (const { 0: line, index } of text.matchAll(/[^\r\n]*(?:\r?\n|$)/g)) {
    const content = line.replace(/\r?\n$/, '')
    if (content.trim() === '') {
      end()
      continue
    }
    const match = LINE.exec(content)
    if (match) {
      const [, name = '', separator = '', value = ''] = match
      column = name.length + separator.length
      const start = index + column
      properties.push({
        name,
        nameRange: { start: index, end: index + name.length },
        values: membersOf(value),
        range: { start, end: start + value.trimEnd().length },
      })
    } else if (column > 0 && /^\s+\S/.test(content) && properties.length > 0) {
      const last = properties.at(-1)
      if (last === undefined) continue
      // The value goes on: `Format-List` breaks long ones at the width of the window.
      const range = { start: last.range.start, end: index + content.trimEnd().length }
      const joined = text.slice(range.start, range.end).replace(/\r?\n\s+/g, '')
      properties[properties.length - 1] = { ...last, values: membersOf(joined), range }
    }
  }
  end()
  return objects
}
