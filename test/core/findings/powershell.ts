import { createRequire } from 'node:module'
import { Language, type Node, Parser } from 'web-tree-sitter'

const require = createRequire(import.meta.url)

/** A cmdlet or program as it is called, by its parameters' names without their dashes. */
export interface Call {
  readonly name: string
  readonly parameters: readonly string[]
}

export interface Parsed {
  /** What the grammar could not make sense of, in the words of the line. */
  readonly errors: readonly string[]
  readonly calls: readonly Call[]
  /** The tree without what stands in strings: two lines of one shape do the same with other values. */
  readonly shape: string
  /** What stands in strings, in order. */
  readonly strings: readonly string[]
}

/** A parser of PowerShell that is not ours: tree-sitter's grammar, as WebAssembly. */
export async function powershellParser(): Promise<(line: string) => Parsed> {
  await Parser.init()
  const wasm = require.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm')
  const parser = new Parser()
  parser.setLanguage(await Language.load(wasm))
  // Most values end up as the same placeholder: a line is read once.
  const known = new Map<string, Parsed>()
  return (line) => {
    const before = known.get(line)
    if (before) return before
    const tree = parser.parse(asTheGrammarReadsIt(line))
    if (!tree) throw new Error(`no tree for ${line}`)
    const parsed = read(tree.rootNode)
    tree.delete()
    known.set(line, parsed)
    return parsed
  }
}

/**
 * What PowerShell takes for the same, in the form that the grammar knows: straight quotes for typographic ones, ASCII
 * dashes and spaces; and in quotes what it takes for a bare word in a list (`Name, Server`) or an option of a program
 * (`--http1.1`). Only words without any special character get quotes, so that no mistake hides behind them.
 */
export function asTheGrammarReadsIt(line: string): string {
  const plain = line
    .replace(/[\u2018-\u201b]/g, "'")
    .replace(/[\u201c-\u201e]/g, '"')
    .replace(/[\u2013-\u2015]/g, '-')
    .replace(/[\u00a0\u0085\u2000-\u200a\u202f\u3000]/g, ' ')
  return plain.replace(TOKENS, (token, bare: string | undefined) =>
    bare === undefined ? token : `'${bare}'`,
  )
}

/** Strings as they are; an option of a program; a bare word before or behind a comma. */
const TOKENS =
  /'(?:[^']|'')*'|"(?:[^"`]|`.|"")*"|((?<=\s)--[a-z][\w.-]*(?=[\s]|$)|(?<=[\s,])[A-Za-z_*][\w.*]*(?=\s?,)|(?<=[\w'"*)],\s?)[A-Za-z_*][\w.*]*(?=[\s,|)]|$))/g

const LITERALS = new Set(['string_literal', 'verbatim_string_characters', 'expandable_string_literal'])

function read(root: Node): Parsed {
  const errors: string[] = []
  const calls: Call[] = []
  const strings: string[] = []
  const shapeOf = (node: Node): string => {
    if (node.isError || node.isMissing) errors.push(node.isMissing ? `missing ${node.type}` : node.text)
    if (node.type === 'command') calls.push(callOf(node))
    if (LITERALS.has(node.type) && !node.hasError) {
      strings.push(node.text)
      const inner = node.descendantsOfType(['variable', 'sub_expression']).map((each) => each?.text)
      return `string(${inner.join(' ')})`
    }
    const children = node.children.filter((child) => child !== null)
    if (children.length === 0) return node.type === node.text ? node.type : `${node.type}:${node.text}`
    return `${node.type}(${children.map(shapeOf).join(' ')})`
  }
  const shape = shapeOf(root)
  return { errors, calls, shape, strings }
}

function callOf(command: Node): Call {
  const name = command.childForFieldName('command_name')?.text ?? command.namedChildren[0]?.text ?? ''
  const elements = command.namedChildren.find((child) => child?.type === 'command_elements')
  const parameters = (elements?.namedChildren ?? [])
    .filter((child) => child?.type === 'command_parameter')
    .map((child) => child?.text.replace(/^-/, '').replace(/:$/, '') ?? '')
  return { name, parameters }
}
