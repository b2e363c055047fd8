import {
  createScanner,
  type Node,
  type ParseError,
  type ParseErrorCode,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser'
import type { TextRange } from '../document.ts'

/** More than any file of targets has, and little enough to be read at every key that is pressed. */
export const LONGEST_TEXT = 1024 * 1024
const DEEPEST = 16
const MOST_ERRORS = 20

export interface Syntax {
  /** Absent when there is nothing to be made of the text. */
  readonly root?: Node
  readonly errors: readonly { readonly message: string; readonly range: TextRange }[]
}

/** Reads JSON with comments and commas at the end. Total: whatever is wrong is told, with its place. */
export function readSyntax(text: string): Syntax {
  const whole = { start: 0, end: Math.min(text.length, 1) }
  if (text.length > LONGEST_TEXT) {
    return { errors: [{ message: `expected at most ${LONGEST_TEXT} characters`, range: whole }] }
  }
  // The parser calls itself for each level.
  const deep = tooDeep(text)
  if (deep !== undefined) {
    return {
      errors: [{ message: `expected at most ${DEEPEST} levels`, range: { start: deep, end: deep + 1 } }],
    }
  }
  const found: ParseError[] = []
  const root = parseTree(text, found, { allowTrailingComma: true })
  const errors = found.slice(0, MOST_ERRORS).map(({ error, offset, length }) => ({
    message: wordsFor(error),
    range: { start: offset, end: offset + length },
  }))
  if (root !== undefined) return { root, errors }
  return {
    errors:
      errors.length > 0 ? errors : [{ message: 'expected an object, { "targets": [ … ] }', range: whole }],
  }
}

function tooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true)
  let depth = 0
  for (let kind = scanner.scan(); kind !== END; kind = scanner.scan()) {
    if (kind === OPEN_BRACE || kind === OPEN_BRACKET) depth += 1
    if (kind === CLOSE_BRACE || kind === CLOSE_BRACKET) depth -= 1
    if (depth > DEEPEST) return scanner.getTokenOffset()
  }
  return undefined
}

/** Of the library's SyntaxKind, which is there for its own compiler alone. */
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET, END] = [1, 2, 3, 4, 17] as const

const WORDS: Readonly<Partial<Record<ReturnType<typeof printParseErrorCode>, string>>> = {
  InvalidSymbol: 'this is no JSON: expected a value in double quotes, a number, true, false or null',
  InvalidNumberFormat: 'this is not a number',
  PropertyNameExpected: 'expected a key in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: 'expected a colon behind the key',
  CommaExpected: 'expected a comma',
  CloseBraceExpected: 'expected a closing brace',
  CloseBracketExpected: 'expected a closing bracket',
  EndOfFileExpected: 'expected nothing more behind the object',
  UnexpectedEndOfComment: 'the comment has no end',
  UnexpectedEndOfString: 'the text in quotes has no end on its line',
  UnexpectedEndOfNumber: 'the number is not complete',
  InvalidUnicode: 'expected four hexadecimal digits behind \\u',
  InvalidEscapeCharacter: 'there is no such escape: expected one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\u',
  InvalidCharacter: 'a control character has to be escaped',
}

function wordsFor(code: ParseErrorCode): string {
  return WORDS[printParseErrorCode(code)] ?? 'this is no JSON'
}
