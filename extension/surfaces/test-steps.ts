import { type TestController, type TestItem, TestMessage, type TestRun } from 'vscode'
import type { ReportStep, Verdict } from '../../shared/engine/index.ts'
import { foreignText } from '../../shared/render/foreign-text.ts'
import { stepTitle } from '../../shared/render/step-title.ts'

type Outcome = Verdict['outcome']

/**
 * The steps of a run as children of its target, the whole tree, each as it came out.
 *
 * @param outcome of the target. A step that failed does not speak against one that works: Outlook goes on when one of its ways
 *   leads nowhere, and the editor would call the target failed for it. A step without an answer speaks against one alone of
 *   which it could not be told: the editor takes that for worse than a failure, and would show it in its place.
 */
export function showSteps(
  controller: TestController,
  run: TestRun,
  target: TestItem,
  steps: readonly ReportStep[],
  outcome: Outcome,
): void {
  const below = (parent: TestItem, children: readonly ReportStep[]): void => {
    const items = children.map((step) => itemOf(controller, target, step))
    // They have to be in the tree before anything is told of them.
    parent.children.replace(items)
    for (const [at, step] of children.entries()) {
      const item = items[at]
      if (item === undefined) continue
      below(item, step.steps)
      tell(run, item, step, outcome)
    }
  }
  below(
    target,
    steps.flatMap((root) => root.steps),
  )
}

function itemOf(controller: TestController, target: TestItem, step: ReportStep): TestItem {
  const item = controller.createTestItem(
    `${target.id} ${step.id}`,
    foreignText(stepTitle(step.check, step.input)),
    target.uri,
  )
  if (target.range) item.range = target.range
  if (step.reason) item.description = foreignText(step.reason.message, { longest: 200 })
  return item
}

function tell(run: TestRun, item: TestItem, step: ReportStep, outcome: Outcome): void {
  const { status, durationMs, reason } = step
  if (status === 'passed' || status === 'shared') run.passed(item, durationMs)
  else if (!counts(status, outcome)) run.skipped(item)
  else {
    // What failed because a step below it did says no more than that one does.
    const messages = step.steps.some((each) => each.status === status)
      ? []
      : [new TestMessage(foreignText(reason?.message ?? status))]
    if (status === 'failed') run.failed(item, messages, durationMs)
    else run.errored(item, messages, durationMs)
  }
}

function counts(status: ReportStep['status'], outcome: Outcome): boolean {
  switch (status) {
    case 'skipped':
    case 'cancelled':
    case 'running':
      return false
    case 'unanswered':
      return outcome === 'unknown'
    default:
      return outcome !== 'works'
  }
}
