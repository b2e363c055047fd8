import { findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser'
import type { ProbeRequest } from '../../engine/index.ts'
import { EXPECTATION_NAMES, type Expectations, type Ignored, TOLD_BY } from '../../expectations/index.ts'
import { prepareProbe, RequestError } from '../../probes/index.ts'
import type { TextRange } from '../document.ts'
import { type Place, TextPlaces } from '../text-places.ts'
import { problemsOf, rangeOf, repeatedKeys } from './issues.ts'
import type { FileProblem } from './problem.ts'
import { DEFAULT_PROBE, type ExpectationsText, type OutpostFileText, outpostFileSchema } from './schema.ts'
import { readSyntax } from './syntax.ts'

/** Where a value stands in the file: keys and positions from the top, as `["targets", 0, "expect"]`. */
export type FilePath = readonly (string | number)[]

/** A target of a file, ready to be probed. */
export interface DeclaredTarget {
  /** What results call it; no other target of the file has the same. */
  readonly name: string
  readonly request: ProbeRequest
  /** What the file says of all targets, and what it says of this one. */
  readonly expect: Expectations
  /** Where it is declared. */
  readonly path: FilePath
  /** Where the name of what is looked at stands: `contoso.com`, in the quotes. */
  readonly targetPath: FilePath
}

/** What is to be made of a file. */
export interface OutpostFileReading {
  /** Absent when anything is wrong: half of a file is never run. */
  readonly targets?: readonly DeclaredTarget[]
  /** Everything that is wrong, in the order of the text. */
  readonly problems: readonly FileProblem[]
  /** The exact stretch of a value, quotes included; undefined when there is nothing at the path. */
  rangeOf(path: FilePath): TextRange | undefined
  /** Line and column of an offset. */
  placeOf(offset: number): Place
}

/**
 * Reads `outpost.jsonc`: JSON with comments and with commas at the end. Total: whatever is wrong is told at once, each
 * with its place and with what was expected.
 *
 * @example
 * const { targets, problems } = readOutpostFile('{ "targets": ["contoso.com"] }')
 */
export function readOutpostFile(text: string): OutpostFileReading {
  const places = new TextPlaces(text)
  const { root, errors } = readSyntax(text)
  const found = root === undefined || errors.length > 0 ? { problems: errors } : judge(root)
  const problems = found.problems
    .map((problem) => ({ ...problem, place: places.at(problem.range.start) }))
    .sort((left, right) => left.range.start - right.range.start)
  return {
    ...('targets' in found && problems.length === 0 && { targets: found.targets }),
    problems,
    rangeOf(path) {
      const node = root && findNodeAtLocation(root, [...path])
      return node && rangeOf(node)
    },
    placeOf: (offset) => places.at(offset),
  }
}

type Problem = { message: string; range: TextRange }

function judge(root: Node): { problems: Problem[]; targets?: DeclaredTarget[] } {
  const twice = repeatedKeys(root)
  const parsed = outpostFileSchema.safeParse(getNodeValue(root))
  if (!parsed.success) return { problems: [...twice, ...problemsOf(parsed.error.issues, root, keysAt)] }
  const problems: Problem[] = [...twice]
  const wrong = (path: FilePath, message: string) => {
    const node = findNodeAtLocation(root, [...path]) ?? root
    problems.push({ message, range: rangeOf(node) })
  }
  const targets = parsed.data.targets.map((each, position) => declare(parsed.data, each, position, wrong))
  for (const [position, { name, path }] of targets.entries()) {
    const first = targets.findIndex((target) => target.name === name)
    if (first !== position) {
      wrong(
        path,
        `"${name}" is the name of target ${first + 1} already: give one of them a "name" of its own`,
      )
    }
  }
  return { problems, targets }
}

type TargetText = OutpostFileText['targets'][number]

function declare(
  file: OutpostFileText,
  given: TargetText,
  position: number,
  wrong: (path: FilePath, message: string) => void,
): DeclaredTarget {
  const path = ['targets', position]
  const text = typeof given === 'string' ? { target: given } : given
  const { expect: own = {}, name, probe = DEFAULT_PROBE, ...options } = text
  const expect = merged(file.expect ?? {}, own, probe)
  for (const each of EXPECTATION_NAMES) {
    if (own[each] !== undefined && !TOLD_BY[each].includes(probe)) {
      wrong(
        [...path, 'expect', each],
        `the probe ${probe} says nothing of that: expected one of ${TOLD_BY[each].join(', ')}`,
      )
    }
  }
  const { certificateDays, autodiscover, modernAuth } = expect
  const meant = {
    ...(certificateDays !== undefined && { certificateDays }),
    ...(autodiscover !== undefined && { autodiscover }),
    ...(modernAuth !== undefined && { modernAuth }),
  }
  const request: ProbeRequest = { ...options, probe, ...(Object.keys(meant).length > 0 && { expect: meant }) }
  const targetPath = typeof given === 'string' ? path : [...path, 'target']
  try {
    prepareProbe(request)
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    wrong(blamed(error, path, targetPath, options), error.message)
  }
  return { name: name ?? `${probe} ${text.target}`, request, expect, path, targetPath }
}

/** Which key is at fault. */
function blamed(
  { code, message }: RequestError,
  path: FilePath,
  targetPath: FilePath,
  options: object,
): FilePath {
  if (code === 'bad-override') return [...path, 'overrides']
  const option = ['server', 'starttls'].find(
    (name) => Object.hasOwn(options, name) && (message.includes(`"${name}"`) || code === `bad-${name}`),
  )
  return option === undefined ? targetPath : [...path, option]
}

/** What a target says counts more than what is said of all; what is ignored adds up. */
function merged(all: ExpectationsText, own: ExpectationsText, probe: string): Expectations {
  const { findings: ofAll, ...general } = all
  const { findings: ofOwn, ...special } = own
  const told = Object.entries({ ...general, ...special }).filter(
    ([name, value]) =>
      value !== undefined && EXPECTATION_NAMES.some((each) => each === name && TOLD_BY[each].includes(probe)),
  )
  const ignore = [...(ofOwn?.ignore ?? []), ...(ofAll?.ignore ?? [])].map(ignored)
  const failOn = ofOwn?.failOn ?? ofAll?.failOn
  return {
    ...Object.fromEntries(told),
    ...(ignore.length > 0 && { ignore }),
    ...(failOn !== undefined && { failOn }),
  }
}

function ignored(given: string | { code: string; reason?: string | undefined }): Ignored {
  if (typeof given === 'string') return { code: given }
  const { code, reason } = given
  return { code, ...(reason !== undefined && { reason }) }
}

/** The keys that may stand in the object at a path. */
function keysAt(path: FilePath): string[] {
  const shape = outpostFileSchema.shape
  const target = shape.targets.element.options[1].shape
  const names = path.filter((key) => typeof key === 'string')
  const last = names.at(-1)
  if (names.length === 0) return Object.keys(shape)
  if (last === 'targets') return Object.keys(target)
  const expectations = shape.expect.unwrap().shape
  if (last === 'expect') return Object.keys(expectations)
  if (last === 'findings') return Object.keys(expectations.findings.unwrap().shape)
  if (last === 'overrides') return Object.keys(target.overrides.unwrap().element.shape)
  return last === 'ignore' ? ['code', 'reason'] : []
}
