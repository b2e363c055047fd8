import { everyStep, type Finding, type Report } from '../engine/index.ts'
import { evidenceLine } from './evidence-line.ts'
import { reasonText } from './step-lines.ts'
import { stepTitle } from './step-title.ts'

/**
 * How it is known: the question that brought a finding to light and what was answered, as foreign text. Undefined when the report
 * does not have the step.
 */
export function findingEvidence(finding: Finding, report: Report): string | undefined {
  for (const step of everyStep(report.steps)) {
    if (step.id !== finding.step) continue
    const why = step.status === 'passed' || step.reason === undefined ? '' : reasonText(step)
    const learned = [why, evidenceLine(step.evidence)].filter((each) => each !== '').join(', ')
    const title = stepTitle(step.check, step.input)
    return learned === '' ? title : `${title}: ${learned}`
  }
  return undefined
}
