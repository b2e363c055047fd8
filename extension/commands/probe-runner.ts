import { ProgressLocation, Uri, window, workspace } from 'vscode'
import type { ProbeRequest, TraceEntry } from '../../shared/engine/index.ts'
import { prepareProbe } from '../../shared/probes/index.ts'
import { foreignText } from '../../shared/render/foreign-text.ts'
import type { Account } from '../secrets/account.ts'
import type { From, Run } from '../store/run.ts'
import type { RunStore } from '../store/run-store.ts'
import { verdictWords } from '../surfaces/verdict-text.ts'
import { NotSetUp, type Vantages } from '../vantages/vantages.ts'

export interface StartOptions {
  /** The file from which it is started. */
  readonly origin?: string | undefined
  /** Whether the account that is set, if any, may be used: it may unless told otherwise. */
  readonly signsIn?: boolean
  /** Is told each message of the wire, secrets blotted out. Default: nobody is. */
  readonly trace?: (entry: TraceEntry) => void
}

/** Starts runs for the surfaces, and sees to it that nothing is asked of the network against the user's will. */
export class ProbeRunner {
  readonly #store: RunStore
  readonly #vantages: Vantages
  readonly #account: Account

  constructor(store: RunStore, vantages: Vantages, account: Account) {
    this.#store = store
    this.#vantages = vantages
    this.#account = account
  }

  /** Where runs run that run from there, as results name it. */
  placeOf(from: From): string {
    return this.#vantages.placeOf(from)
  }

  /**
   * Starts a run and answers with it at once.
   *
   * @throws NotSetUp in a workspace that is not trusted; RequestError when the request is none
   */
  start(
    from: From,
    given: ProbeRequest,
    { origin, signsIn = true, trace }: StartOptions = {},
  ): { run: Run; done: Promise<void> } {
    if (!workspace.isTrusted && from !== 'sample') {
      throw new NotSetUp('This workspace is not trusted: nothing goes on the network.')
    }
    const deadlineSeconds = workspace.getConfiguration('outpost').get('deadlineSeconds', 60)
    const request: ProbeRequest = { deadlineSeconds, ...given }
    prepareProbe(request)
    const version = versionOf(origin)
    return this.#store.start(
      {
        from,
        place: this.#vantages.placeOf(from),
        request,
        ...(origin !== undefined && version !== undefined && { origin: { uri: origin, version } }),
      },
      async () => {
        const opened = await this.#vantages.open(from)
        const means = { ...opened, ...(trace && { trace }) }
        const use = signsIn && from !== 'sample' ? await this.#account.useFor(request) : undefined
        if (use === undefined) return means
        const close = async () => {
          use.release()
          await means.close()
        }
        return { ...means, authenticator: use.authenticator, close }
      },
    )
  }

  /** Starts a run and shows that it is under way, with a way to end it. Resolves when it is over. */
  async runWithProgress(from: From, given: ProbeRequest, origin?: string): Promise<Run> {
    const { run, done } = this.start(from, given, { origin })
    await window.withProgress(
      {
        location: ProgressLocation.Notification,
        cancellable: true,
        title: foreignText(`Outpost: ${given.probe} ${given.target} from ${run.start.place}`),
      },
      async (progress, token) => {
        token.onCancellationRequested(() => run.cancel())
        const subscription = this.#store.onDidChange((changed) => {
          if (changed === run && run.report) progress.report({ message: stepsText(run) })
        })
        await done
        subscription.dispose()
      },
    )
    return run
  }

  /** Tells how a run ended that the user started and may not see. */
  async tell(run: Run, show: (run: Run) => void): Promise<void> {
    const { probe, target } = run.start.request
    const words = foreignText(
      `${probe} ${target} from ${run.start.place}: ${run.trouble ?? verdictWords(run)}`,
    )
    const open = run.report === undefined ? [] : ['Open Report']
    const tell =
      run.trouble === undefined && run.report?.verdict.outcome === 'works'
        ? window.showInformationMessage
        : window.showWarningMessage
    if ((await tell(`Outpost: ${words}`, ...open)) !== undefined) show(run)
  }
}

function versionOf(uri: string | undefined): number | undefined {
  if (uri === undefined) return undefined
  const wanted = Uri.parse(uri).toString()
  return workspace.textDocuments.find((document) => document.uri.toString() === wanted)?.version
}

function stepsText({ report }: Run): string {
  const found =
    report?.findings.filter(({ severity }) => severity === 'error' || severity === 'warning').length ?? 0
  return found === 0 ? 'asking…' : `${found} ${found === 1 ? 'finding' : 'findings'} so far`
}
