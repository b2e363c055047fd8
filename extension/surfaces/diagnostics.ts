import {
  Diagnostic,
  type DiagnosticCollection,
  DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
  type Disposable,
  env,
  Location,
  languages,
  type TextDocument,
  workspace,
} from 'vscode'
import { isIgnored, placesOf } from '../../shared/documents/index.ts'
import type { Severity } from '../../shared/engine/index.ts'
import { describeFinding } from '../../shared/findings/index.ts'
import { type FindingGroup, findingGroups } from '../../shared/render/finding-groups.ts'
import { foreignText } from '../../shared/render/foreign-text.ts'
import type { From, Run } from '../store/run.ts'
import type { RunStore } from '../store/run-store.ts'
import { rangeIn, type Texts } from '../texts/texts.ts'
import { ageText } from './age.ts'
import { findingPageUri } from './finding-pages.ts'

const SOURCES: Readonly<Record<From, string>> = {
  edge: 'Outpost (edge)',
  here: 'Outpost (local)',
  sample: 'Outpost (sample)',
}

const MOST_RELATED = 20

/** A finding on a line: what a code action needs to know of it. */
export class FindingDiagnostic extends Diagnostic {
  /** The run that found it; undefined for a rule that needed none. */
  runId: string | undefined
  /** Of the run's findings. */
  findingId: string | undefined
}

/** What the last runs found, and what the offline rules say, on the lines that name it. */
export class Diagnostics implements Disposable {
  readonly #collection: DiagnosticCollection = languages.createDiagnosticCollection('outpost')
  readonly #texts: Texts
  readonly #store: RunStore
  readonly #subscriptions: Disposable[]
  /** The version that each text had when a run ended. */
  readonly #seen = new Map<string, ReadonlyMap<string, number>>()

  constructor(texts: Texts, store: RunStore) {
    this.#texts = texts
    this.#store = store
    this.#subscriptions = [
      texts.onDidRead((document) => this.#show(document)),
      workspace.onDidCloseTextDocument(({ uri }) => this.#collection.delete(uri)),
      store.onDidEnd((run) => {
        this.#seen.set(run.id, this.#versions(run))
        this.#showAll()
      }),
      store.onDidChange((run) => {
        if (run === undefined) this.#showAll()
      }),
    ]
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose()
    this.#collection.dispose()
  }

  #showAll(): void {
    for (const document of this.#texts.documents) this.#show(document)
  }

  /** A text that was edited while the run was under way is as it was when the run began. */
  #versions(run: Run): ReadonlyMap<string, number> {
    const versions = new Map(this.#texts.documents.map(({ uri, version }) => [uri.toString(), version]))
    const { origin } = run.start
    return origin === undefined ? versions : versions.set(origin.uri, origin.version)
  }

  #show(document: TextDocument): void {
    const reading = this.#texts.reading(document)
    if (reading === undefined) {
      this.#collection.delete(document.uri)
      return
    }
    const remarks = reading.remarks.map(({ finding, range, related }) => {
      const diagnostic = diagnosticOf(document, range, describeFinding(finding).sentence, finding.severity)
      diagnostic.source = 'Outpost'
      diagnostic.code = { value: finding.code, target: findingPageUri(finding.code) }
      diagnostic.relatedInformation = related.map(
        (place) =>
          new DiagnosticRelatedInformation(
            new Location(document.uri, rangeIn(document, place.range)),
            foreignText(place.message),
          ),
      )
      return diagnostic
    })
    const problems = (reading.problems ?? []).map(({ message, range }) => {
      const diagnostic = diagnosticOf(document, range, message, 'error')
      diagnostic.source = 'Outpost'
      return diagnostic
    })
    const found = lastRuns(this.#store.runs).flatMap((run) => this.#found(document, run))
    this.#collection.set(document.uri, [...problems, ...remarks, ...eachOnce(found)])
  }

  #found(document: TextDocument, run: Run): FindingDiagnostic[] {
    const { report } = run
    if (report === undefined) return []
    const seen = this.#seen.get(run.id)
    const version = seen?.get(document.uri.toString())
    const edited = version !== undefined && version !== document.version
    // What a former window found was found in a text that may have been another.
    const age = edited
      ? ' (found before the last edit)'
      : seen === undefined
        ? ` (found in an earlier window, ${ageText(Date.now() - run.startedAt)})`
        : ''
    return findingGroups(report)
      .filter(({ severity }) => severity === 'error' || severity === 'warning')
      .flatMap((group) => {
        const places = this.#places(document, run, group)
        const [place] = places
        // Who accepts it on one line of a text accepts it for the text: it is one finding.
        const { ignored = [] } = this.#texts.reading(document) ?? {}
        if (place === undefined || places.some(({ range }) => isIgnored(ignored, group.cause.code, range)))
          return []
        const { sentence } = describeFinding(group.cause)
        const count = group.consequences.length
        const more =
          count === 0
            ? ''
            : ` ${count} further ${count === 1 ? 'finding follows' : 'findings follow'} from it.`
        const diagnostic = diagnosticOf(
          document,
          place.range,
          `${sentence}${more}${seenFrom(run)}${age}`,
          group.severity,
        )
        diagnostic.source = SOURCES[run.start.from]
        diagnostic.code = { value: group.cause.code, target: findingPageUri(group.cause.code) }
        diagnostic.relatedInformation = this.#related(document, run, group)
        diagnostic.runId = run.id
        diagnostic.findingId = group.cause.id
        if (age !== '') diagnostic.tags = [DiagnosticTag.Unnecessary]
        return [diagnostic]
      })
  }

  /** Where the finding stands in a text: where its subject is named, else where the run was started. */
  #places(document: TextDocument, run: Run, { cause }: FindingGroup) {
    const mentions = this.#texts.reading(document)?.mentions ?? []
    const named = placesOf(cause.subject, mentions)
    const origin = run.start.origin?.uri === document.uri.toString()
    const { target } = run.start.request
    const places =
      named.length > 0 || !origin
        ? named
        : mentions.filter(({ value, host, probe }) => [value, host, probe?.target].includes(target))
    // A setting is what is mended; a variable that holds the name is only where it comes from.
    return places.toSorted((left, right) => Number(isSetting(right)) - Number(isSetting(left)))
  }

  /** The other lines, and the other files, that name the same. */
  #related(document: TextDocument, run: Run, group: FindingGroup): DiagnosticRelatedInformation[] {
    return this.#texts.documents
      .flatMap((other) =>
        this.#places(other, run, group)
          .slice(other === document ? 1 : 0)
          .map(({ range, setting, value }) => {
            const what = setting === undefined ? value : `${setting}: ${value}`
            return new DiagnosticRelatedInformation(
              new Location(other.uri, rangeIn(other, range)),
              foreignText(what),
            )
          }),
      )
      .slice(0, MOST_RELATED)
  }
}

/** In a remote window "local" is another machine than the one that the user sits at. */
function seenFrom({ start: { from, place } }: Run): string {
  return from === 'here' && env.remoteName !== undefined ? ` (seen from ${place})` : ''
}

/** What two runs came upon at one place is one finding: that of the newer run, which comes first. */
function eachOnce(found: readonly FindingDiagnostic[]): FindingDiagnostic[] {
  const finders = new Map<string, string | undefined>()
  return found.filter(({ source, code, range: { start, end }, runId }) => {
    const value = typeof code === 'object' ? code.value : code
    const key = JSON.stringify([source, value, start.line, start.character, end.line, end.character])
    if (!finders.has(key)) finders.set(key, runId)
    return finders.get(key) === runId
  })
}

function isSetting({ setting }: { setting?: string | undefined }): boolean {
  return setting !== undefined
}

/** The newest ended run of each question from each side: what it found is what holds. */
function lastRuns(runs: readonly Run[]): Run[] {
  const last = new Map<string, Run>()
  for (const run of runs) {
    const key = questionOf(run)
    if (!run.running && run.report?.state === 'completed' && !last.has(key)) last.set(key, run)
  }
  return [...last.values()]
}

/** What was asked, and from which side. How long it was waited for, and what was hoped for, is no part of it. */
function questionOf({ start: { from, request } }: Run): string {
  const { deadlineSeconds, roots, expect, ...asked } = request
  return JSON.stringify([from, ...Object.entries(asked).sort(([one], [other]) => (one < other ? -1 : 1))])
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  advice: DiagnosticSeverity.Hint,
}

function diagnosticOf(
  document: TextDocument,
  range: { start: number; end: number },
  message: string,
  severity: Severity,
): FindingDiagnostic {
  return new FindingDiagnostic(rangeIn(document, range), foreignText(message), SEVERITIES[severity])
}
