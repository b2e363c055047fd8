import { everyStep, type Finding, type Plain, type Report, type ReportStep } from '../engine/index.ts'
import { evidenceLine } from './evidence-line.ts'
import { reasonText } from './step-lines.ts'
import { stepTitle } from './step-title.ts'

/** What was asked and what was answered, as foreign text; and the step that asked it. */
export interface Ground {
  readonly step: string
  readonly text: string
}

const MOST_GROUNDS = 3
/** Shorter ones are words such as `A`, which stand elsewhere too. */
const SHORTEST_VALUE = 3

/**
 * How a finding is known: the questions below the step that raised it whose answers name most of what the finding names, or that step
 * itself. Empty when the report does not have it.
 */
export function findingGrounds(finding: Finding, report: Report): Ground[] {
  const raisedBy = [...everyStep(report.steps)].find(({ id }) => id === finding.step)
  if (raisedBy === undefined) return []
  const own = groundOf(raisedBy)
  const telling = valuesOf(finding.values).filter((value) => !titleOf(raisedBy).includes(value))
  const below = [...everyStep(raisedBy.steps)]
    .filter((step) => step.status !== 'shared' && learnedBy(step) !== '')
    .map((step) => ({ ground: groundOf(step), score: scoreOf(groundOf(step).text, telling) }))
  const best = Math.max(1, ...below.map(({ score }) => score))
  const grounds = below.filter(({ score }) => score === best).map(({ ground }) => ground)
  const ownScore = scoreOf(own.text, telling)
  return grounds.length === 0 || ownScore >= best ? [own] : grounds.slice(0, MOST_GROUNDS)
}

function groundOf(step: ReportStep): Ground {
  const learned = learnedBy(step)
  return { step: step.id, text: learned === '' ? titleOf(step) : `${titleOf(step)}: ${learned}` }
}

function titleOf({ check, input }: ReportStep): string {
  return stepTitle(check, input)
}

function learnedBy(step: ReportStep): string {
  const why = step.status === 'passed' || step.reason === undefined ? '' : reasonText(step)
  return [why, evidenceLine(step.evidence)].filter((each) => each !== '').join(', ')
}

function scoreOf(text: string, values: readonly string[]): number {
  return values.filter((value) => text.includes(value)).length
}

function valuesOf(value: Plain): string[] {
  if (value !== null && typeof value === 'object') {
    return [...new Set(Object.values(value).flatMap((each) => valuesOf(each as Plain)))]
  }
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  return text.length >= SHORTEST_VALUE ? [text] : []
}
