import type { TextRange } from '../document.ts'
import type { Node } from './syntax.ts'

/** How many statements stand at the top of a script. Costs what its parts of the top level cost, not its statements. */
export function countStatements(root: Node): number {
  return parts(root).reduce((count, part) => count + (isList(part) ? part.namedChildCount : 1), 0)
}

/** The statements at the top of a script that have a part in a stretch of it, in order; beside it is not in it. */
export function statementsIn(root: Node, stretch: TextRange): Node[] {
  return parts(root).flatMap((part) => {
    if (!reachesInto(part, stretch)) return []
    return isList(part) ? childrenIn(part, stretch) : [part]
  })
}

/** What the grammar puts at the top: lists of statements, and comments and what it did not understand between them. */
function parts(root: Node): Node[] {
  return root.namedChildren.filter((child) => child !== null)
}

function isList({ type }: Node): boolean {
  return type === 'statement_list'
}

/** A cursor finds its first one in the time that the depth of the tree takes; all children are many. */
function childrenIn(list: Node, { start, end }: TextRange): Node[] {
  const found: Node[] = []
  const cursor = list.walk()
  let more = cursor.gotoFirstChildForIndex(Math.max(list.startIndex, start))
  while (more && cursor.startIndex < end) {
    if (cursor.nodeIsNamed && cursor.endIndex > start) found.push(cursor.currentNode)
    more = cursor.gotoNextSibling()
  }
  cursor.delete()
  return found
}

function reachesInto({ startIndex, endIndex }: Node, { start, end }: TextRange): boolean {
  return startIndex < end && endIndex > start
}
