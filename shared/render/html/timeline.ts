import { everyStep, type Report, type ReportStep } from '../../engine/index.ts'
import { durationText } from '../duration.ts'
import { type Markup, markup } from '../markup.ts'
import { type StepLine, stepLines } from '../step-lines.ts'
import type { Anchors } from './anchors.ts'
import { markSign } from './mark-sign.ts'

/** The units of the drawing's width: the whole run. */
const WIDTH = 1000
/** A step that took no time at all is still to be seen. */
const NARROWEST_BAR = 3
/** Deeper trees than this are drawn, but not moved to the right any further. */
const DEEPEST = 40

/** The steps as a tree beside which each step's time is drawn: a waterfall. What was in order is folded up, and can be opened. */
export function timelineSection(report: Report, anchors: Anchors): Markup | undefined {
  if (report.steps.length === 0) return undefined
  const lines = new Map(stepLines(report).map((line) => [line.step, line]))
  const totalMs = Math.max(1, report.durationMs, ...Array.from(everyStep(report.steps), endOf))
  const row = (line: StepLine) => stepRow(line, report, totalMs, anchors)
  const branch = (step: ReportStep, depth: number): Markup | undefined => {
    const line = lines.get(step)
    if (line === undefined) return undefined
    if (step.steps.length === 0 || depth > DEEPEST) {
      return markup`<li><div class="step" id="${anchors.step(step.id) ?? ''}">${row(line)}</div></li>\n`
    }
    const open = depth === 0 || isTelling(step, lines)
    return markup`<li><details${open && markup` open`}><summary class="step" id="${anchors.step(step.id) ?? ''}">${row(line)}</summary>
<ul>
${step.steps.map((child) => branch(child, depth + 1))}</ul>
</details></li>
`
  }
  return markup`<section aria-labelledby="steps-heading">
<h2 id="steps-heading">Timeline of the steps <span class="count">${lines.size}</span></h2>
<div class="timeline">
<p class="axis"><span>0</span><span>${durationText(totalMs / 2)}</span><span>${durationText(totalMs)}</span></p>
<ul>
${report.steps.map((step) => branch(step, 0))}</ul>
</div>
</section>
`
}

function endOf({ startedAt, durationMs = 0 }: ReportStep): number {
  return startedAt + durationMs
}

/** Whether there is something below a step that a reader should see at once. */
function isTelling(step: ReportStep, lines: ReadonlyMap<ReportStep, StepLine>): boolean {
  return step.steps.some((child) => {
    const line = lines.get(child)
    if (line === undefined) return false
    const { mark, codes } = line
    return (
      codes.length > 0 ||
      mark.ink === 'red' ||
      mark.ink === 'yellow' ||
      mark.name === 'running' ||
      isTelling(child, lines)
    )
  })
}

function stepRow(
  { step, mark, title, details, codes }: StepLine,
  report: Report,
  totalMs: number,
  anchors: Anchors,
): Markup {
  const raised = report.findings.filter(({ step: raisedBy }) => raisedBy === step.id)
  const links = raised.map((finding) => {
    return markup` <a class="code ${finding.severity}" href="#${anchors.finding(finding) ?? ''}">${finding.code}</a>`
  })
  const learned = details.join(', ')
  return markup`<span class="what">${markSign(mark.name)} <span class="title">${title}</span>${learned !== '' && markup` <span class="dim">${learned}</span>`}${codes.length > 0 && links}</span>${timeBar(step, mark.name, report, totalMs)}`
}

function timeBar(step: ReportStep, tone: string, report: Report, totalMs: number): Markup {
  const { status, startedAt, durationMs } = step
  const took = status === 'running' ? Math.max(0, report.durationMs - startedAt) : (durationMs ?? 0)
  const start = Math.min(WIDTH - NARROWEST_BAR, (startedAt / totalMs) * WIDTH)
  const length = Math.min(WIDTH - start, Math.max(NARROWEST_BAR, (took / totalMs) * WIDTH))
  return markup`<svg class="${tone}" viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" y="4.5" width="${WIDTH}" height="1"/>${status !== 'shared' && markup`<rect class="bar" x="${start.toFixed(1)}" width="${length.toFixed(1)}" height="10"/>`}</svg>`
}
