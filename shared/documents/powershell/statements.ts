import type { TextChange } from '../document.ts'
import { type Fact, factsOf } from './facts.ts'
import { coverBareCommas, type Node, type Parser, type Tree } from './syntax.ts'

/** A statement at the top of a script, and what it says. Ranges within count from its start. */
export interface Statement {
  readonly start: number
  readonly end: number
  readonly facts: readonly Fact[]
}

interface Position {
  readonly row: number
  readonly column: number
}

/** A script kept as its statements; after a change those that it touched are read again, and no others. */
export class Statements {
  readonly #parser: Parser
  #text: string
  #tree: Tree | undefined
  /** In order; while changes are pending, those that they touched are missing. */
  #statements: readonly Statement[] = []
  #pending = true
  #read = 0

  constructor(parser: Parser, text: string) {
    this.#parser = parser
    this.#text = text
  }

  get text(): string {
    return this.#text
  }

  /** How many statements were read by the last parse. */
  get read(): number {
    return this.#read
  }

  /** The statements of the text as it is now. */
  get current(): readonly Statement[] {
    if (this.#pending) this.#parse()
    return this.#statements
  }

  change({ range, text }: TextChange): void {
    const before = this.#text
    const after = before.slice(0, range.start) + text + before.slice(range.end)
    // Whole lines: what is covered of a line depends on all of it.
    const start = before.lastIndexOf('\n', range.start - 1) + 1
    const lineEnd = before.indexOf('\n', range.end)
    const oldEnd = lineEnd < 0 ? before.length : lineEnd
    const newEnd = oldEnd + after.length - before.length
    this.#tree?.edit({
      startIndex: start,
      oldEndIndex: oldEnd,
      newEndIndex: newEnd,
      startPosition: positionAt(before, start),
      oldEndPosition: positionAt(before, oldEnd),
      newEndPosition: positionAt(after, newEnd),
    } as Parameters<Tree['edit']>[0])
    const moved = newEnd - oldEnd
    this.#statements = this.#statements.flatMap((statement) => {
      if (statement.end < start) return [statement]
      if (statement.start <= oldEnd) return []
      return [{ ...statement, start: statement.start + moved, end: statement.end + moved }]
    })
    this.#text = after
    this.#pending = true
  }

  close(): void {
    this.#tree?.delete()
    this.#tree = undefined
  }

  #parse(): void {
    const old = this.#tree
    const tree = this.#parser.parse(coverBareCommas(this.#text), old)
    if (tree === null) throw new Error('the grammar was interrupted')
    const changed = old?.getChangedRanges(tree) ?? []
    const known = new Map(this.#statements.map((statement) => [statement.start, statement]))
    this.#read = 0
    this.#statements = topStatements(tree.rootNode).map((node) => {
      const { startIndex: start, endIndex: end } = node
      const before = known.get(start)
      const touched = changed.some((range) => range.startIndex <= end && range.endIndex >= start)
      if (before?.end === end && !touched) return before
      this.#read += 1
      return { start, end, facts: factsOf(node, { text: this.#text, base: start }) }
    })
    old?.delete()
    this.#tree = tree
    this.#pending = false
  }
}

function topStatements(root: Node): Node[] {
  return root.namedChildren.flatMap((child) => {
    if (child === null) return []
    return child.type === 'statement_list' ? child.namedChildren.filter((inner) => inner !== null) : [child]
  })
}

function positionAt(text: string, index: number): Position {
  let row = 0
  let lineStart = 0
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) {
    row += 1
    lineStart = at + 1
  }
  return { row, column: index - lineStart }
}
