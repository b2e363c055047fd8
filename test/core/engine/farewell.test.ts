import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { check, FAREWELL_SECONDS, type Step } from '../../../shared/engine/index.ts'
import { run, silentPlatform } from './harness.ts'

const PLACE = { address: '192.0.2.1', port: 443 }

describe('what a step ends at its own end', () => {
  test('is ended after its answer, last things first, while its connections are still open', async () => {
    const platform = silentPlatform()
    const done: string[] = []
    const root = check('root', async (step: Step) => {
      await step.connect(PLACE)
      step.lastly(async () => done.push(`first, ${platform.open} open`))
      step.lastly(async () => done.push(`second, ${platform.open} open`))
      done.push('answered')
    })
    const { report } = await run(root, {}, { surroundings: { platform } })
    expect(done).toEqual(['answered', 'second, 1 open', 'first, 1 open'])
    expect(platform.open).toBe(0)
    expect(report.steps[0]?.status).toBe('passed')
  })

  test('is ended when the step fails, and what goes wrong then changes nothing', async () => {
    const done: string[] = []
    const root = check('root', async (step: Step) => {
      step.lastly(async () => done.push('ended'))
      step.lastly(async () => {
        throw new Error('not heard')
      })
      step.fail('test.no', 'no')
    })
    const { report } = await run(root, {})
    expect(done).toEqual(['ended'])
    expect(report.steps[0]).toMatchObject({ status: 'failed', reason: { code: 'test.no' } })
    expect(report.findings).toEqual([])
  })

  test('is ended when the caller goes away, and can still connect', async () => {
    const platform = silentPlatform()
    const caller = new AbortController()
    const ended = vi.fn()
    const root = check('root', async (step: Step) => {
      step.lastly(async () => {
        expect(step.signal.aborted).toBe(false)
        await step.connect(PLACE)
        ended()
      })
      caller.abort()
      await new Promise(() => {})
    })
    const { report } = await run(root, {}, { surroundings: { platform }, signal: caller.signal })
    expect(ended).toHaveBeenCalledOnce()
    expect(platform.open).toBe(0)
    expect(report.state).toBe('cancelled')
    expect(report.steps[0]?.status).toBe('cancelled')
  })

  test('adds nothing to what is known when the caller has gone', async () => {
    const caller = new AbortController()
    const root = check('root', async (step: Step) => {
      step.lastly(async () => step.note('late', 1))
      caller.abort()
      await new Promise(() => {})
    })
    const { report } = await run(root, {}, { signal: caller.signal })
    expect(report.steps[0]?.evidence).toEqual([])
  })

  test('asks nothing new of others when the caller has gone', async () => {
    const caller = new AbortController()
    const asked = vi.fn()
    const child = check('child', async () => asked())
    const root = check('root', async (step: Step) => {
      step.lastly(() => child(step, {}))
      caller.abort()
      await new Promise(() => {})
    })
    await run(root, {}, { signal: caller.signal })
    expect(asked).not.toHaveBeenCalled()
  })
})

describe('with a clock of our own', () => {
  beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: false }))
  afterEach(() => void vi.useRealTimers())

  test('what does not come to an end is left, after a time that is known', async () => {
    let aborted = false
    const root = check('root', async (step: Step) => {
      step.lastly(async () => {
        step.signal.addEventListener('abort', () => {
          aborted = true
        })
        await new Promise(() => {})
      })
    })
    const running = run(root, {}, { deadlineSeconds: 2 })
    await vi.advanceTimersByTimeAsync((FAREWELL_SECONDS - 1) * 1000)
    expect(aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(2000)
    await running
    expect(aborted).toBe(true)
  })
})
