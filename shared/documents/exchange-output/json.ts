import { type Node, parseTree } from 'jsonc-parser'
import type { TextRange } from '../document.ts'
import type { ShownObject, ShownProperty } from './objects.ts'

/** Reads what `ConvertTo-Json` writes: an object, or a list of objects. */
export function readJson(text: string): ShownObject[] {
  const root = parseTree(text, [], { allowTrailingComma: true })
  if (root === undefined) return []
  const nodes = root.type === 'array' ? (root.children ?? []) : [root]
  return nodes
    .filter(({ type }) => type === 'object')
    .map((node) => ({ range: rangeOf(node), properties: (node.children ?? []).flatMap(propertyOf) }))
}

function propertyOf({ children = [] }: Node): ShownProperty[] {
  const [key, value] = children
  if (key === undefined || value === undefined) return []
  return [{ name: String(key.value), nameRange: within(key), values: valuesOf(value), range: within(value) }]
}

function valuesOf({ type, value, children = [] }: Node): string[] {
  if (type === 'array') return children.flatMap(valuesOf)
  if (type === 'object') {
    // A URL comes as an object with its parts.
    const whole = children.find(({ children: pair = [] }) =>
      /^(?:AbsoluteUri|OriginalString|HostnameString)$/.test(String(pair[0]?.value)),
    )
    const text = whole?.children?.[1]?.value
    return typeof text === 'string' ? [text] : []
  }
  return value === null || value === undefined || value === '' ? [] : [String(value)]
}

function rangeOf({ offset, length }: Node): TextRange {
  return { start: offset, end: offset + length }
}

/** Without the quotes of a string. */
function within(node: Node): TextRange {
  const { start, end } = rangeOf(node)
  return node.type === 'string' ? { start: start + 1, end: end - 1 } : { start, end }
}
