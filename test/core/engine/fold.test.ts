import { describe, expect, test } from 'vitest'
import { brokenOff, check, foldReport, reportSchema, settle } from '../../../shared/engine/index.ts'
import { run } from './harness.ts'

const estate = check('root', async (step) => {
  const first = check('first', async (inner) => inner.note('fact', { a: 1 }))
  const second = check('second', async (inner) => inner.fail('x.no', 'no'), { needed: false })
  await first(step, null)
  await settle(second(step, null))
  await first(step, null)
  step.conclude({ client: 'current', transport: 'mapi-http', prompts: [] })
})

describe('the report', () => {
  test('is one and the same however often its events are folded, and valid as schema 1', async () => {
    const { events, report } = await run(estate, null)
    expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(JSON.parse(JSON.stringify(report)))
    expect(foldReport(events)).toEqual(report)
    expect(report.steps[0]?.steps.map(({ status }) => status)).toEqual(['passed', 'failed', 'shared'])
    expect(report.outlook).toHaveLength(1)
  })

  test('passes over events that were seen before, as a resumed stream repeats them, and those of another run', async () => {
    const { events, report } = await run(estate, null)
    const { events: foreign } = await run(estate, null)
    expect(foldReport([...events.slice(0, 5), ...foreign.slice(1), ...events.slice(2)])).toEqual(report)
  })

  test('of a stream that broke off is unfinished, and its verdict could not be told', async () => {
    const { events } = await run(estate, null)
    const partial = foldReport(events.slice(0, 3))
    expect(partial?.state).toBe('running')
    expect(partial?.verdict.outcome).toBe('unknown')
    expect(partial && brokenOff(partial).state).toBe('broken-off')
    expect(foldReport([])).toBeUndefined()
  })
})

describe('the verdict', () => {
  const answer = (
    status: 'passed' | 'failed' | 'unanswered',
    needed: boolean,
    severity?: 'error' | 'warning',
  ) =>
    check('root', async (step) => {
      const part = check(
        'part',
        async (inner) => {
          if (severity) {
            inner.find({ code: 'c', severity, where: 'both', subject: { kind: 'run' }, values: {} })
          }
          if (status === 'failed') inner.fail('x', 'x')
          if (status === 'unanswered') inner.cannotTell('x', 'x')
        },
        { needed },
      )
      await settle(part(step, null))
    })

  test.each([
    ['works when every needed question has its answer', answer('passed', true), 'works'],
    ['works in spite of warnings', answer('passed', true, 'warning'), 'works'],
    ['works when only what is not needed stayed unanswered', answer('unanswered', false), 'works'],
    ['could not be told when a needed question stayed unanswered', answer('unanswered', true), 'unknown'],
    ['fails with any error, whatever stayed unanswered', answer('unanswered', true, 'error'), 'fails'],
    ['is never "works" when a needed step failed without saying why', answer('failed', true), 'unknown'],
  ])('%s', async (_name, root, outcome) => {
    expect((await run(root, null)).report.verdict.outcome).toBe(outcome)
  })
})
