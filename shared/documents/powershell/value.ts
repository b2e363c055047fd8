import type { TextRange } from '../document.ts'
import { DEEPEST, type Node } from './syntax.ts'

/** A piece of a string: written out, or what a variable holds. */
export type Part = { readonly kind: 'text'; readonly text: string; readonly range: TextRange } | VariableValue

export interface VariableValue {
  readonly kind: 'variable'
  /** In lower case, without scope: `ns` of `$script:NS`. */
  readonly name: string
  /** Of a hash table: `$settings.ExternalHostname`, in lower case. */
  readonly member?: string
  readonly range: TextRange
}

/** What a script writes down as a value, as far as it can be told without running it. */
export type Value =
  | { readonly kind: 'string'; readonly parts: readonly Part[]; readonly range: TextRange }
  | { readonly kind: 'list'; readonly items: readonly Value[]; readonly range: TextRange }
  | { readonly kind: 'table'; readonly entries: readonly Entry[]; readonly range: TextRange }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly range: TextRange }
  | VariableValue
  | { readonly kind: 'unknown'; readonly range: TextRange }

/** One entry of a hash table, or one property of a resource. */
export interface Entry {
  readonly name: string
  readonly nameRange: TextRange
  readonly value: Value
}

/** The text that nodes are of, and where the ranges of what is read count from. */
export interface Source {
  readonly text: string
  readonly base: number
}

export function rangeOf({ startIndex, endIndex }: Node, { base }: Source): TextRange {
  return { start: startIndex - base, end: endIndex - base }
}

export function textOf({ startIndex, endIndex }: Node, { text }: Source): string {
  return text.slice(startIndex, endIndex)
}

/** Reads an expression as a value; `unknown` for whatever has to be run. Total. */
export function readValue(node: Node, source: Source, depth = 0): Value {
  const range = rangeOf(node, source)
  const unknown: Value = { kind: 'unknown', range }
  if (depth > DEEPEST) return unknown
  const inner = (child: Node): Value => readValue(child, source, depth + 1)
  const children = node.namedChildren.filter((child) => child !== null && child.type !== 'comment')
  const [first, second] = children
  switch (node.type) {
    case 'string_literal':
      return first ? stringValue(first, source, depth) : unknown
    case 'generic_token':
      return bareWords(textOf(node, source), range)
    case 'variable':
      return variableValue(node, source)
    case 'hash_literal_expression':
      return { kind: 'table', entries: entriesOf(node, source, depth), range }
    case 'array_expression':
      return { kind: 'list', items: listItems(children, source, depth), range }
    case 'array_literal_expression':
      if (children.length === 1 && first) return inner(first)
      return { kind: 'list', items: children.map(inner), range }
    case 'additive_expression':
      if (children.length === 1 && first) return inner(first)
      return first && second && node.children.some((child) => child?.type === '+')
        ? joined([inner(first), inner(second)], range)
        : unknown
    case 'format_expression':
      if (children.length === 1 && first) return inner(first)
      return formatted(children.filter(({ type }) => type !== 'format_operator').map(inner), range)
    case 'member_access':
      return memberValue(children, source, range)
    case 'expression_with_unary_operator':
    case 'cast_expression': {
      const cast =
        node.type === 'cast_expression'
          ? children.at(-1)
          : first?.type === 'cast_expression'
            ? first
            : undefined
      return cast ? inner(cast) : unknown
    }
    case 'pipeline':
    case 'pipeline_chain':
    case 'statement_list':
    case 'sub_expression':
    case 'parenthesized_expression':
    case 'logical_expression':
    case 'bitwise_expression':
    case 'comparison_expression':
    case 'multiplicative_expression':
    case 'range_expression':
    case 'unary_expression':
      return children.length === 1 && first ? inner(first) : unknown
    default:
      return unknown
  }
}

/** What stands between commas without quotes. */
function bareWords(text: string, range: TextRange): Value {
  const words: Value[] = []
  for (const { 0: word, index } of text.matchAll(/[^,\s]+/g)) {
    const at = { start: range.start + index, end: range.start + index + word.length }
    words.push({ kind: 'string', parts: [{ kind: 'text', text: word, range: at }], range: at })
  }
  const [only] = words
  return words.length === 1 && only ? only : { kind: 'list', items: words, range }
}

function stringValue(node: Node, source: Source, depth: number): Value {
  const range = rangeOf(node, source)
  const text = textOf(node, source)
  const hereString = node.type.includes('here_string')
  const lead = hereString ? (/^@.\r?\n/.exec(text)?.[0].length ?? 2) : 1
  const tail = hereString ? (/\r?\n.@$/.exec(text)?.[0].length ?? 2) : 1
  const inside = {
    start: node.startIndex + lead,
    end: Math.max(node.startIndex + lead, node.endIndex - tail),
  }
  const written = (start: number, end: number): Part[] =>
    start >= end
      ? []
      : [
          {
            kind: 'text',
            text: unescaped(source.text.slice(start, end), node.type),
            range: { start: start - source.base, end: end - source.base },
          },
        ]
  const parts: Part[] = []
  let at = inside.start
  for (const child of node.namedChildren) {
    if (child === null || (child.type !== 'variable' && child.type !== 'sub_expression')) continue
    parts.push(...written(at, child.startIndex))
    const value = readValue(child, source, depth + 1)
    if (value.kind === 'variable') parts.push(value)
    else if (value.kind === 'string') parts.push(...value.parts)
    else return { kind: 'unknown', range }
    at = child.endIndex
  }
  parts.push(...written(at, inside.end))
  return { kind: 'string', parts, range }
}

function unescaped(text: string, type: string): string {
  if (type === 'verbatim_string_characters') return text.replace(/['\u2018\u2019\u201a\u201b]{2}/g, "'")
  if (type === 'verbatim_here_string_characters') return text
  const expanded = text.replace(
    /`(.)/gs,
    (_, sign: string) => ({ n: '\n', r: '\r', t: '\t', 0: '\0' })[sign] ?? sign,
  )
  return type === 'expandable_string_literal' ? expanded.replace(/""/g, '"') : expanded
}

function variableValue(node: Node, source: Source): Value {
  const range = rangeOf(node, source)
  const name = variableName(textOf(node, source))
  if (name === 'true' || name === 'false') return { kind: 'boolean', value: name === 'true', range }
  // What a pipeline hands on, and what the system knows, no script says.
  return name === '' || name === '_' || name === 'null' || name.includes(':')
    ? { kind: 'unknown', range }
    : { kind: 'variable', name, range }
}

/** `$script:Name`, `${name}` and `@name` are one variable; `$env:NAME` is none of the script's. */
export function variableName(text: string): string {
  return text
    .replace(/^[$@]\{?|\}$/g, '')
    .toLowerCase()
    .replace(/^(?:script|global|local|private|using):/, '')
}

function memberValue(children: readonly Node[], source: Source, range: TextRange): Value {
  const [object, member] = children
  if (object?.type !== 'variable' || member?.type !== 'member_name') return { kind: 'unknown', range }
  const holder = variableValue(object, source)
  if (holder.kind !== 'variable') return { kind: 'unknown', range }
  return { ...holder, member: textOf(member, source).toLowerCase(), range }
}

/** The entries of a hash table; those whose name has to be computed are left out. */
function entriesOf(node: Node, source: Source, depth: number): Entry[] {
  const bodies = node.namedChildren.filter((child) => child?.type === 'hash_literal_body')
  return bodies
    .flatMap((body) => body?.namedChildren ?? [])
    .flatMap((entry) => {
      const [key, value] = entry?.type === 'hash_entry' ? entry.namedChildren : []
      if (!key || !value) return []
      const name = textOf(key, source).replace(/^['"]|['"]$/g, '')
      return [{ name, nameRange: rangeOf(key, source), value: readValue(value, source, depth + 1) }]
    })
}

function listItems(children: readonly Node[], source: Source, depth: number): Value[] {
  const statements = children.flatMap((child) =>
    child.type === 'statement_list' ? child.namedChildren : [child],
  )
  return statements.flatMap((statement) => {
    if (statement === null || statement.type === 'empty_statement') return []
    const value = readValue(statement, source, depth + 1)
    return value.kind === 'list' ? value.items : [value]
  })
}

/** Strings set one behind the other. */
function joined(values: readonly Value[], range: TextRange): Value {
  const parts: Part[] = []
  for (const value of values) {
    if (value.kind === 'string') parts.push(...value.parts)
    else if (value.kind === 'variable') parts.push(value)
    else return { kind: 'unknown', range }
  }
  return { kind: 'string', parts, range }
}

/** `'https://{0}/owa' -f $name`: the places of the pattern are filled in. */
function formatted([pattern, ...given]: readonly Value[], range: TextRange): Value {
  const values = given.flatMap((value) => (value.kind === 'list' ? value.items : [value]))
  if (pattern?.kind !== 'string') return { kind: 'unknown', range }
  const parts: Part[] = []
  for (const part of pattern.parts) {
    if (part.kind !== 'text') return { kind: 'unknown', range }
    let at = 0
    for (const { 0: place, 1: number, index } of part.text.matchAll(/\{(\d+)\}/g)) {
      const value = values[Number(number)]
      parts.push({ kind: 'text', text: part.text.slice(at, index), range: part.range })
      if (value?.kind === 'string') parts.push(...value.parts)
      else if (value?.kind === 'variable') parts.push(value)
      else return { kind: 'unknown', range }
      at = index + place.length
    }
    parts.push({ kind: 'text', text: part.text.slice(at), range: part.range })
  }
  return { kind: 'string', parts, range }
}
