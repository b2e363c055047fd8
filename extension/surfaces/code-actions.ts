import {
  CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type CodeActionProvider,
  type Disposable,
  languages,
  type Range,
  type TextDocument,
  WorkspaceEdit,
} from 'vscode'
import type { Fix } from '../../shared/documents/index.ts'
import { describeFinding } from '../../shared/findings/index.ts'
import type { From } from '../store/run.ts'
import type { RunStore } from '../store/run-store.ts'
import { rangeIn, type Texts } from '../texts/texts.ts'
import { FindingDiagnostic } from './diagnostics.ts'
import { ignoreEdit } from './ignore-edit.ts'

/** Where several have found something on the same line. */
const SIDES: Readonly<Record<From, string>> = {
  edge: 'the edge',
  here: 'this machine',
  sample: 'the sample',
}

const KINDS = [CodeActionKind.QuickFix]

/** What can be done about a finding where it stands: mend it, copy what mends it, explain it, ask again, ignore it. */
export class CodeActions implements CodeActionProvider, Disposable {
  readonly #texts: Texts
  readonly #store: RunStore
  readonly #registration: Disposable

  constructor(texts: Texts, store: RunStore) {
    this.#texts = texts
    this.#store = store
    this.#registration = languages.registerCodeActionsProvider({ pattern: '**' }, this, {
      providedCodeActionKinds: KINDS,
    })
  }

  provideCodeActions(document: TextDocument, _range: Range, context: CodeActionContext): CodeAction[] {
    const ours = context.diagnostics.filter(({ source }) => source?.startsWith('Outpost') === true)
    const several = ours.filter((each) => each instanceof FindingDiagnostic && each.runId).length > 1
    const offered = ours.flatMap((diagnostic) => {
      const code = codeOf(diagnostic)
      if (code === undefined) return []
      const actions = [
        ...this.#fixes(document, diagnostic.range, code),
        ...(diagnostic instanceof FindingDiagnostic ? this.#ofRun(diagnostic, several) : []),
        action(`Explain ${code}`, 'outpost.explain', [code]),
        ...this.#ignore(document, diagnostic.range, code),
      ]
      for (const each of actions) each.diagnostics = [diagnostic]
      return actions
    })
    return withoutRepeated(offered)
  }

  dispose(): void {
    this.#registration.dispose()
  }

  /** The safe fixes of the rule that speaks there, each to be looked at before it is made. */
  #fixes(document: TextDocument, at: Range, code: string): CodeAction[] {
    const remarks = this.#texts.reading(document)?.remarks ?? []
    const fixes = remarks
      .filter(({ finding, range }) => finding.code === code && rangeIn(document, range).isEqual(at))
      .flatMap((remark) => remark.fixes)
    return fixes.map((fix, index) => {
      const made = new CodeAction(fix.title, CodeActionKind.QuickFix)
      made.edit = editOf(document, fix)
      made.isPreferred = index === 0 && fixes.length === 1
      return made
    })
  }

  #ofRun({ runId, findingId }: FindingDiagnostic, several: boolean): CodeAction[] {
    const run = runId === undefined ? undefined : this.#store.byId(runId)
    const finding = run?.report?.findings.find(({ id }) => id === findingId)
    if (run === undefined || finding === undefined) return []
    const which = several ? ` of ${run.start.request.probe} from ${SIDES[run.start.from]}` : ''
    const remedies = describeFinding(finding).remedies.filter(({ commands = [] }) => commands.length > 0)
    return [
      ...remedies.map(({ where, for: audience, commands = [] }) =>
        action(
          `Copy the remedy for ${audience === 'any' ? where : `${audience} (${where})`}`,
          'outpost.copy',
          [commands.join('\n')],
        ),
      ),
      action(`Open the report${which}`, 'outpost.openReport', [run.id]),
      action(`Run the probe${which} again`, 'outpost.rerun', [run.id]),
    ]
  }

  #ignore(document: TextDocument, range: Range, code: string): CodeAction[] {
    const kind = this.#texts.reading(document)?.kind
    const ignore = kind && ignoreEdit(document, range, kind, code)
    if (ignore === undefined) return []
    const made = new CodeAction(`Ignore ${code} here, with a reason`, CodeActionKind.QuickFix)
    made.edit = ignore
    return [made]
  }
}

/** Two runs that find the same have the same remedy and the same explanation; edits are kept, for each is of its own place. */
function withoutRepeated(actions: readonly CodeAction[]): CodeAction[] {
  const seen = new Set<string>()
  return actions.filter(({ title, command, edit }) => {
    const key = JSON.stringify([title, command?.arguments])
    if (edit === undefined && seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function codeOf({ code }: { code?: unknown }): string | undefined {
  if (typeof code === 'string') return code
  if (typeof code !== 'object' || code === null || !('value' in code)) return undefined
  return typeof code.value === 'string' ? code.value : undefined
}

function editOf(document: TextDocument, { title, edits }: Fix): WorkspaceEdit {
  const edit = new WorkspaceEdit()
  for (const { range, text } of edits) {
    edit.replace(document.uri, rangeIn(document, range), text, { label: title, needsConfirmation: false })
  }
  return edit
}

function action(title: string, command: string, given: unknown[]): CodeAction {
  const made = new CodeAction(title, CodeActionKind.QuickFix)
  made.command = { title, command, arguments: given }
  return made
}
