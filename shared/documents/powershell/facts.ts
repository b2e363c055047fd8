import type { TextRange } from '../document.ts'
import { DEEPEST, type Node } from './syntax.ts'
import { type Entry, rangeOf, readValue, type Source, textOf, type Value, variableName } from './value.ts'

/** A variable is given a value, or one member of the hash table that it holds. */
export interface Assignment {
  readonly kind: 'assignment'
  readonly name: string
  readonly member?: string
  readonly value: Value
  readonly range: TextRange
}

/** One argument of a command: with a parameter's name, or by its place. */
export interface Argument {
  /** As written, without the dash; undefined for one by its place. */
  readonly name?: string
  readonly nameRange?: TextRange
  /** Absent for a switch. */
  readonly value?: Value
}

/** A command with its arguments, or a resource of a configuration with its properties. */
export interface Command {
  readonly kind: 'command'
  readonly name: string
  readonly nameRange: TextRange
  readonly arguments: readonly Argument[]
  /** Hash tables that are handed over as arguments: `@settings`. */
  readonly splatted: readonly { readonly name: string; readonly range: TextRange }[]
  readonly range: TextRange
}

/** A line that says what is not to be reported on the next one. */
export interface Ignored {
  readonly kind: 'ignored'
  readonly code: string
  readonly range: TextRange
}

export type Fact = Assignment | Command | Ignored

const IGNORE = /^<?#\s*outpost-ignore\s+([a-z0-9-]+)/

/** What a statement says, in the order of the text. Total. */
export function factsOf(statement: Node, source: Source): Fact[] {
  const facts: Fact[] = []
  visit(statement, source, facts, 0)
  return facts
}

function visit(node: Node, source: Source, facts: Fact[], depth: number): void {
  if (depth > DEEPEST) return
  if (node.type === 'comment') {
    const [, code] = IGNORE.exec(textOf(node, source)) ?? []
    if (code !== undefined) facts.push({ kind: 'ignored', code, range: rangeOf(node, source) })
    return
  }
  if (node.type === 'assignment_expression') facts.push(...assignments(node, source))
  if (node.type === 'script_parameter') facts.push(...parameterDefault(node, source))
  if (node.type === 'command') facts.push(...commands(node, source))
  for (const child of node.namedChildren) if (child !== null) visit(child, source, facts, depth + 1)
}

function assignments(node: Node, source: Source): Assignment[] {
  const target = node.namedChildren.find((child) => child?.type === 'left_assignment_expression')
  const operator = node.namedChildren.find((child) => child?.type === 'assignement_operator')
  const last = node.namedChildren.at(-1)
  if (!target || !operator || !last || last === target || textOf(operator, source).trim() !== '=') return []
  const place = placeOf(target, source)
  return place
    ? [{ kind: 'assignment', ...place, value: readValue(last, source), range: rangeOf(node, source) }]
    : []
}

/** The variable, or the member of one, that is assigned to. */
function placeOf(target: Node, source: Source): { name: string; member?: string } | undefined {
  const text = textOf(target, source)
    .replace(/^(?:\s*\[[^\]]*\])+\s*/, '')
    .trim()
  const [, name, dotted, quoted] =
    /^\$(\{[^}]+\}|[\w:]+)(?:\.(\w+)|\[\s*(?:'([\w ]+)'|"[\w ]+")\s*\])?$/.exec(text) ?? []
  const member = (dotted ?? quoted)?.toLowerCase()
  return name === undefined
    ? undefined
    : { name: variableName(`$${name}`), ...(member !== undefined && { member }) }
}

function parameterDefault(node: Node, source: Source): Assignment[] {
  const variable = node.namedChildren.find((child) => child?.type === 'variable')
  const given = node.namedChildren.find((child) => child?.type === 'script_parameter_default')
  const value = given?.namedChildren.at(-1)
  if (!variable || !value) return []
  const name = variableName(textOf(variable, source))
  return [{ kind: 'assignment', name, value: readValue(value, source), range: rangeOf(node, source) }]
}

function commands(node: Node, source: Source): Command[] {
  const nameNode = node.namedChildren.find((child) => child?.type === 'command_name')
  if (!nameNode) return []
  const elements = node.namedChildren
    .filter((child) => child?.type === 'command_elements')
    .flatMap((each) => each?.namedChildren ?? [])
    .filter((child) => child !== null && child.type !== 'command_argument_sep' && child.type !== 'comment')
  const given: Argument[] = []
  const splatted: Command['splatted'][number][] = []
  for (const element of elements) {
    if (element === null) continue
    const text = textOf(element, source)
    if (element.type === 'command_parameter') {
      given.push({ name: text.slice(1).replace(/:$/, ''), nameRange: rangeOf(element, source) })
    } else if (/^@\w+$/.test(text)) {
      splatted.push({ name: variableName(text), range: rangeOf(element, source) })
    } else addValue(given, readValue(element, source), text)
  }
  const name = textOf(nameNode, source)
  const command: Command = {
    ...{ kind: 'command', name, nameRange: rangeOf(nameNode, source) },
    ...{ arguments: given, splatted, range: rangeOf(node, source) },
  }
  return [command, ...resourceOf(command, node, source)]
}

/** A value belongs to the parameter before it; a word behind a comma to the list that it goes on with. */
function addValue(given: Argument[], value: Value, text: string): void {
  const last = given.at(-1)
  const previous = last?.value
  if (last && previous && text.startsWith(',')) {
    const items = [previous, value].flatMap((each) => (each.kind === 'list' ? each.items : [each]))
    given[given.length - 1] = {
      ...last,
      value: { kind: 'list', items, range: { start: previous.range.start, end: value.range.end } },
    }
    return
  }
  if (last?.name !== undefined && previous === undefined) given[given.length - 1] = { ...last, value }
  else given.push({ value })
}

/**
 * A resource of Desired State Configuration reads like a command with a block: `xExchOutlookAnywhere OA { Name = 'value' }`.
 */
function resourceOf({ name, nameRange, range }: Command, node: Node, source: Source): Command[] {
  if (!/^x?Exch[A-Z]/.test(name)) return []
  const block = node.descendantsOfType('script_block_expression')[0]
  if (!block) return []
  const properties = block.descendantsOfType('command').flatMap((inner): Entry[] => {
    const property = inner?.namedChildren.find((child) => child?.type === 'command_name')
    const elements = inner?.namedChildren
      .filter((child) => child?.type === 'command_elements')
      .flatMap((each) => each?.namedChildren ?? [])
      .filter((child) => child?.type !== 'command_argument_sep')
    const [sign, value] = elements ?? []
    if (!property || !sign || !value || textOf(sign, source) !== '=') return []
    return [
      {
        name: textOf(property, source),
        nameRange: rangeOf(property, source),
        value: readValue(value, source),
      },
    ]
  })
  return [
    {
      kind: 'command',
      name: `${name} {}`,
      nameRange,
      arguments: properties.map((entry) => ({
        name: entry.name,
        nameRange: entry.nameRange,
        value: entry.value,
      })),
      splatted: [],
      range,
    },
  ]
}
