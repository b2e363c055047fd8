import { type QuickPickItem, window } from 'vscode'
import { nameAt } from '../../shared/documents/index.ts'
import { type Probe, parseTarget, probes, RequestError } from '../../shared/probes/index.ts'
import type { From } from '../store/run.ts'
import type { ProbeArguments } from '../surfaces/lenses.ts'

/** The name under the cursor, with what is usually asked about such a one. */
export function targetUnderCursor(): ProbeArguments | undefined {
  const editor = window.activeTextEditor
  if (editor === undefined) return undefined
  const { document, selection } = editor
  const mention = nameAt(document.getText(), document.offsetAt(selection.active))
  return mention?.probe && { ...mention.probe, origin: document.uri.toString() }
}

/** Asks for a target; undefined when the user went away. */
export async function askTarget(suggested: string | undefined): Promise<string | undefined> {
  const answer = await window.showInputBox({
    title: 'Outpost: what shall be probed?',
    prompt: 'A domain, a host, a mail address, an IP address or an https URL',
    placeHolder: 'contoso.com',
    ...(suggested !== undefined && { value: suggested }),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? undefined : problemWith(text)),
  })
  return answer?.trim() || undefined
}

function problemWith(text: string): string | undefined {
  try {
    parseTarget(text)
    return undefined
  } catch (error) {
    if (error instanceof RequestError) return error.message
    throw error
  }
}

interface ProbeItem extends QuickPickItem {
  readonly probe: Probe
}

/** Asks which probe; those that cannot be asked about this kind of target are left out. */
export async function askProbe(target: string, usual: string | undefined): Promise<string | undefined> {
  const { kind } = parseTarget(target)
  const items = probes
    .filter(({ targets }) => targets.includes(kind))
    .map((probe): ProbeItem => ({ label: probe.name, detail: probe.summary, probe }))
    .sort((left, right) => Number(right.label === usual) - Number(left.label === usual))
  const picked = await window.showQuickPick(items, {
    title: `Outpost: what about ${target}?`,
    matchOnDetail: true,
    ignoreFocusOut: true,
  })
  return picked?.probe.name
}

/** Asks from where, when there is a choice. */
export async function askFrom(edge: string | undefined, here: string): Promise<From | undefined> {
  if (edge === undefined) return 'here'
  const items: (QuickPickItem & { from: From })[] = [
    { label: '$(globe) From the edge', description: edge, from: 'edge' },
    { label: '$(vm) From this machine', description: here, from: 'here' },
  ]
  const picked = await window.showQuickPick(items, { title: 'Outpost: from where?', ignoreFocusOut: true })
  return picked?.from
}
