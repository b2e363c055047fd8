import type { Report } from '../../engine/index.ts'
import { chainSections } from './chains.ts'
import { findingSections } from './findings.ts'
import { outlookSection } from './outlook.ts'
import { stepTree } from './step-tree.ts'
import { createStyle, type TextOptions } from './style.ts'
import { verdictLines } from './verdict.ts'

export { LiveTree, type Screen } from './live-tree.ts'
export { laidOut, stepLines } from './step-tree.ts'
export { createStyle, type TextOptions } from './style.ts'
export { verdictLine, verdictLines } from './verdict.ts'

/**
 * A report as text for a terminal or a plain page: what came out and what to do first, then the findings
 * with what mends them, what Outlook would do, the certificates, and the steps. No line is wider than asked for
 * but those with commands.
 *
 * Whatever came from the network is escaped: nothing in a report can move a cursor or turn a line around.
 */
export function renderText(report: Report, options: TextOptions): string {
  const style = createStyle(options)
  const lines = [
    ...verdictLines(report, style),
    '',
    ...findingSections(report, style),
    ...outlookSection(report, style),
    ...chainSections(report, style),
    style.paint('bold', 'STEPS'),
    '',
    ...stepTree(report, style),
  ]
  return `${lines.join('\n')}\n`
}
