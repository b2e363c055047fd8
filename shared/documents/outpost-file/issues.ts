import { findNodeAtLocation, type Node } from 'jsonc-parser'
import type { z } from 'zod'
import type { TextRange } from '../document.ts'
import { nearest } from '../nearest.ts'

type Path = readonly (string | number)[]
type Issue = z.core.$ZodIssue

/** What is wrong with values, in words, with the place of each. */
export function problemsOf(
  issues: readonly Issue[],
  root: Node,
  keysAt: (path: Path) => readonly string[],
): { message: string; range: TextRange }[] {
  return issues.flatMap((issue) => explain(issue, [], root, keysAt))
}

function explain(
  issue: Issue,
  above: Path,
  root: Node,
  keysAt: (path: Path) => readonly string[],
): { message: string; range: TextRange }[] {
  const path: Path = [...above, ...issue.path.map((key) => (typeof key === 'number' ? key : String(key)))]
  const node = nodeAt(root, path)
  const range = rangeOf(node)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        message: unknownKey(key, keysAt(path)),
        range: rangeOf(keyNode(node, key) ?? node),
      }))
    case 'invalid_union': {
      // The branch that has the right type says most about what is wrong inside.
      const branch = issue.errors.find((errors) => !errors.some(isOfWrongType))
      if (branch) return branch.flatMap((each) => explain(each, path, root, keysAt))
      const expected = [...new Set(issue.errors.flat().map(expectation))].join(' or ')
      return [{ message: `expected ${expected}, got ${kindOf(node)}`, range }]
    }
    case 'invalid_type':
      if (node.type === 'object' && !isThere(root, path)) {
        return [{ message: `"${String(path.at(-1))}" is missing: expected ${expectation(issue)}`, range }]
      }
      return [{ message: `expected ${expectation(issue)}, got ${kindOf(node)}`, range }]
    case 'invalid_value': {
      const values = issue.values.map(String)
      const got = typeof node.value === 'string' ? node.value : ''
      const meant = nearest(got, values)
      const hint = meant === undefined ? '' : `; did you mean ${meant}?`
      const known = values.length <= MOST_SHOWN ? `: expected one of ${values.join(', ')}` : ''
      return [{ message: `there is no ${quoted(node)} here${known}${hint}`, range }]
    }
    case 'too_small':
      return [{ message: `expected at least ${issue.minimum}${unit(node)}, got ${amount(node)}`, range }]
    case 'too_big':
      return [{ message: `expected at most ${issue.maximum}${unit(node)}, got ${amount(node)}`, range }]
    default:
      return [{ message: issue.message, range }]
  }
}

const MOST_SHOWN = 12

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known)
  const hint = meant === undefined ? '' : `; did you mean "${meant}"?`
  const expected = known.length === 0 ? '' : `: expected one of ${known.join(', ')}`
  return `there is no key "${key.slice(0, 60)}" here${expected}${hint}`
}

function isOfWrongType(issue: Issue): boolean {
  return issue.path.length === 0 && issue.code === 'invalid_type'
}

function expectation(issue: Issue): string {
  if (issue.code === 'invalid_value')
    return issue.values.length > MOST_SHOWN ? 'one of a list' : issue.values.join(', ')
  if (issue.code !== 'invalid_type') return issue.message
  return KINDS[issue.expected] ?? issue.expected
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in brackets',
  object: 'an object in braces',
}

function kindOf({ type, value }: Node): string {
  return type === 'number' && !Number.isInteger(value) ? 'a fraction' : (KINDS[type] ?? type)
}

function quoted({ value }: Node): string {
  return typeof value === 'string' ? `"${value.slice(0, 60)}"` : 'such value'
}

function unit({ type }: Node): string {
  return type === 'string' ? ' characters' : type === 'array' ? ' members' : ''
}

function amount({ type, value, children = [] }: Node): string {
  if (type === 'string') return String(String(value).length)
  return type === 'array' ? String(children.length) : String(value)
}

/** The node at the path, or the nearest above that there is. */
export function nodeAt(root: Node, path: Path): Node {
  for (let length = path.length; length > 0; length -= 1) {
    const node = findNodeAtLocation(root, path.slice(0, length))
    if (node) return node
  }
  return root
}

function isThere(root: Node, path: Path): boolean {
  return findNodeAtLocation(root, [...path]) !== undefined
}

function keyNode(node: Node, key: string): Node | undefined {
  return (node.children ?? []).map(({ children }) => children?.[0]).find((name) => name?.value === key)
}

export function rangeOf({ offset, length }: Node): TextRange {
  return { start: offset, end: offset + length }
}

/** Keys that stand twice in one object: of two values one is not meant. */
export function repeatedKeys(root: Node): { message: string; range: TextRange }[] {
  const problems: { message: string; range: TextRange }[] = []
  const waiting = [root]
  for (const node of waiting) {
    const keys = new Set<unknown>()
    for (const child of node.children ?? []) {
      waiting.push(child)
      const [name] = child.type === 'property' ? (child.children ?? []) : []
      if (name === undefined) continue
      if (keys.has(name.value))
        problems.push({
          message: `"${String(name.value).slice(0, 60)}" stands here twice`,
          range: rangeOf(name),
        })
      keys.add(name.value)
    }
  }
  return problems
}
