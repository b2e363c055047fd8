import type { TextChange, TextRange } from '../document.ts'
import { type Fact, factsOf } from './facts.ts'
import { coverBareCommas, type Node, type Parser, type Tree } from './syntax.ts'
import { countStatements, statementsIn } from './top-statements.ts'

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
  /** Where the text may say other things than the statements, since the last parse. */
  #touched: TextRange[]
  #pending = true
  #read = 0

  constructor(parser: Parser, text: string) {
    this.#parser = parser
    this.#text = text
    this.#touched = [everywhere(text)]
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
    // Both ends widened by one: what ends or begins there may be another thing now.
    const touched = { start: start - 1, end: newEnd + 1 }
    this.#statements = this.#statements.flatMap((statement) => {
      if (statement.end < start) return [statement]
      const [from, to] = [statement.start + moved, statement.end + moved]
      if (statement.start > oldEnd) return [{ ...statement, start: from, end: to }]
      touched.start = Math.min(touched.start, statement.start)
      touched.end = Math.max(touched.end, to)
      return []
    })
    this.#touched = this.#touched.map((before) => ({
      start: before.start >= oldEnd ? before.start + moved : Math.min(before.start, start),
      end: before.end <= start ? before.end : Math.max(before.end + moved, newEnd),
    }))
    this.#touched.push(touched)
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
    const changed = (old?.getChangedRanges(tree) ?? []).map(({ startIndex, endIndex }) => ({
      start: startIndex - 1,
      end: endIndex + 1,
    }))
    this.#read = 0
    for (const stretch of merged([...this.#touched, ...changed])) this.#readIn(tree.rootNode, stretch)
    // The grammar says what it changed. Should that ever not be all of it, nothing is kept.
    if (this.#statements.length !== countStatements(tree.rootNode)) {
      this.#statements = []
      this.#readIn(tree.rootNode, everywhere(this.#text))
    }
    old?.delete()
    this.#tree = tree
    this.#touched = []
    this.#pending = false
  }

  /** Puts what stands in a stretch now in the place of what was known to stand there. */
  #readIn(root: Node, { start, end }: TextRange): void {
    const known = this.#statements
    const first = firstIndex(known, (statement) => statement.end > start)
    const after = firstIndex(known, (statement) => statement.start >= end)
    const nodes = statementsIn(root, { start, end })
    // What reaches beyond the stretch takes along what is there.
    const outermost = [known[first], known[after - 1]].filter((each) => each !== undefined && first < after)
    const from = Math.min(
      start,
      nodes[0]?.startIndex ?? start,
      ...outermost.map((each) => each?.start ?? start),
    )
    const to = Math.max(end, nodes.at(-1)?.endIndex ?? end, ...outermost.map((each) => each?.end ?? end))
    if (from < start || to > end) {
      this.#readIn(root, { start: from, end: to })
      return
    }
    this.#read += nodes.length
    const statements = nodes.map((node): Statement => {
      const base = node.startIndex
      return { start: base, end: node.endIndex, facts: factsOf(node, { text: this.#text, base }) }
    })
    this.#statements = known.toSpliced(first, after - first, ...statements)
  }
}

/** A stretch that all of a text is in, whatever is empty at its ends included. */
function everywhere(text: string): TextRange {
  return { start: -1, end: text.length + 1 }
}

/** The same stretches, in order, with those that overlap as one. */
function merged(stretches: readonly TextRange[]): TextRange[] {
  const apart: TextRange[] = []
  for (const stretch of stretches.toSorted((left, right) => left.start - right.start)) {
    const last = apart.at(-1)
    if (last === undefined || last.end <= stretch.start) apart.push(stretch)
    else apart[apart.length - 1] = { start: last.start, end: Math.max(last.end, stretch.end) }
  }
  return apart
}

/** The place of the first of an ordered list that it holds for; the length when it holds for none. */
function firstIndex<T>(list: readonly T[], holds: (each: T) => boolean): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const each = list[middle]
    if (each !== undefined && holds(each)) high = middle
    else low = middle + 1
  }
  return low
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
