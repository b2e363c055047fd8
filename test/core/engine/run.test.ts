import { describe, expect, test } from 'vitest'
import { check, everyStep, type NewFinding, settle, type VantageInfo } from '../../../shared/engine/index.ts'
import { ConnectError } from '../../../shared/platform/index.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'
import { run, silentPlatform } from './harness.ts'

const finding = (changes: Partial<NewFinding> = {}): NewFinding => ({
  code: 'port-closed',
  severity: 'error',
  where: 'both',
  subject: { kind: 'host', host: 'x.test' },
  values: {},
  ...changes,
})

const never = () => new Promise<never>(() => {})

describe('the memory of a run', () => {
  test('answers a question that is asked twice once, and points the second step at the first', async () => {
    let asked = 0
    const question = check('question', async (_step, { a, b }: { a: number; b: number }) => {
      asked += 1
      return a + b
    })
    const root = check('root', async (step) =>
      Promise.all([
        question(step, { a: 1, b: 2 }),
        question(step, { b: 2, a: 1 }),
        question(step, { a: 2, b: 1 }),
      ]),
    )
    const { report } = await run(root, null)
    expect(asked).toBe(2)
    expect(report.steps[0]?.steps.map(({ status, sharedWith }) => [status, sharedWith])).toEqual([
      ['passed', undefined],
      ['shared', '1.1'],
      ['passed', undefined],
    ])
  })

  test('lets a shared question live on when its first asker runs out of time', async () => {
    const gate = Promise.withResolvers<string>()
    const slow = check('slow', () => gate.promise)
    const impatient = check('impatient', (step) => slow(step, null), { limitSeconds: 0.05 })
    const patient = check('patient', async (step) => {
      const answer = slow(step, null)
      setTimeout(() => gate.resolve('late'), 120)
      return answer
    })
    let heard: unknown
    const root = check('root', async (step) => {
      const [, second] = await Promise.all([settle(impatient(step, null)), patient(step, null)])
      heard = second
    })
    const { report } = await run(root, null)
    expect(heard).toBe('late')
    const statuses = Object.fromEntries(
      [...everyStep(report.steps)].map(({ check: id, status }) => [id, status]),
    )
    expect(statuses).toMatchObject({ impatient: 'unanswered', patient: 'passed', root: 'passed' })
  })

  test('ends a check that asks itself instead of waiting for ever', async () => {
    const loop: ReturnType<typeof check<null, unknown>> = check(
      'loop',
      (step): Promise<unknown> => loop(step, null),
    )
    const { report } = await run(loop, null)
    expect(report.state).toBe('completed')
    expect(report.findings.map(({ code }) => code)).toEqual(['internal-error'])
    expect(report.findings[0]?.values.message).toBe('Error: the check loop asks itself')
    expect([...everyStep(report.steps)]).toHaveLength(2)
  })

  test('passes bytes on by their hash', async () => {
    const reader = check('reader', async (step, { hash }: { hash: string }) => [...step.kept(hash)])
    let read: unknown
    const root = check('root', async (step) => {
      read = await reader(step, { hash: await step.keep(Uint8Array.of(1, 2, 3)) })
    })
    await run(root, null)
    expect(read).toEqual([1, 2, 3])
  })
})

describe('a step that fails', () => {
  test('skips the steps that need its answer, naming it, and leaves the others alone', async () => {
    const bad = check('bad', async (step) => step.fail('connect.refused', 'nobody there'))
    const needsIt = check('needs-it', (step) => bad(step, null))
    const independent = check('independent', async () => 'fine')
    const root = check('root', async (step) => {
      await Promise.all([settle(needsIt(step, null)), settle(independent(step, null))])
    })
    const { report } = await run(root, null)
    const steps = [...everyStep(report.steps)]
    expect(steps.map(({ check: id, status, because }) => [id, status, because])).toEqual([
      ['root', 'passed', undefined],
      ['needs-it', 'skipped', '1.1.1'],
      ['bad', 'failed', undefined],
      ['independent', 'passed', undefined],
    ])
  })

  test('becomes an error with a finding of its own when a check throws, and the run goes on', async () => {
    const broken = check('broken', async () => {
      throw new TypeError('undefined is not a function')
    })
    const fine = check('fine', async (step) => step.find(finding({ severity: 'info' })))
    const root = check('root', async (step) => {
      await Promise.all([settle(broken(step, null)), settle(fine(step, null))])
    })
    const { report } = await run(root, null)
    expect(report.steps[0]?.steps[0]?.status).toBe('error')
    expect(report.findings.map(({ code, severity }) => `${code} ${severity}`).sort()).toEqual([
      'internal-error warning',
      'port-closed info',
    ])
    expect(report.verdict).toEqual({ outcome: 'unknown', because: ['1.1'] })
  })

  test.each([
    [
      'a protocol error that no check turned into a finding',
      new ProtocolError('tls.alert', 'handshake_failure'),
      'tls.alert',
    ],
    [
      'a connection error that no check turned into a finding',
      new ConnectError('closed', { address: '192.0.2.1', port: 443 }, 'reset'),
      'connect.closed',
    ],
  ])('is unanswered, with the code, after %s', async (_what, error, code) => {
    const root = check('root', async () => {
      throw error
    })
    const { report } = await run(root, null)
    expect(report.steps[0]).toMatchObject({ status: 'unanswered', reason: { code } })
    expect(report.verdict.outcome).toBe('unknown')
    expect(report.findings).toEqual([])
  })
})

describe('the end of a run', () => {
  test('comes at the deadline, with what was found until then', async () => {
    const stuck = check('stuck', never)
    const quick = check('quick', async (step) => step.find(finding()))
    const root = check('root', async (step) => {
      await Promise.all([settle(stuck(step, null)), settle(quick(step, null))])
      await never()
    })
    const { report } = await run(root, null, { deadlineSeconds: 1 })
    expect(report.state).toBe('deadline')
    expect([...everyStep(report.steps)].map(({ check: id, status }) => [id, status])).toEqual([
      ['root', 'unanswered'],
      ['stuck', 'unanswered'],
      ['quick', 'passed'],
    ])
    expect(report.verdict.outcome).toBe('fails')
  })

  test.each(['the caller aborts', 'the listener stops listening'])(
    'closes what is open when %s',
    async (how) => {
      const platform = silentPlatform()
      const controller = new AbortController()
      const listening = check('listening', async (step, { port }: { port: number }) => {
        const stream = await step.connect({ address: '192.0.2.1', port })
        if (how === 'the caller aborts') setTimeout(() => controller.abort(), 20)
        await stream.read()
      })
      const root = check('root', async (step) => {
        await Promise.all([settle(listening(step, { port: 1 })), settle(listening(step, { port: 2 }))])
      })
      const { report } = await run(root, null, {
        surroundings: { platform },
        signal: controller.signal,
        until: (event) =>
          how !== 'the caller aborts' && event.type === 'step-started' && event.step === '1.2',
      })
      await new Promise((resolve) => setTimeout(resolve, 20))
      expect(platform.opened).toBe(2)
      expect(platform.open).toBe(0)
      if (how === 'the caller aborts') {
        expect(report.state).toBe('cancelled')
        expect([...everyStep(report.steps)].map(({ status }) => status)).toEqual([
          'cancelled',
          'cancelled',
          'cancelled',
        ])
      }
    },
  )

  test('does not come before the steps that nobody waits for have ended', async () => {
    const late = check('late', async (step) => {
      await new Promise((resolve) => setTimeout(resolve, 60))
      step.find(finding())
    })
    const root = check('root', async (step) => {
      late(step, null)
    })
    const { report } = await run(root, null)
    expect(report.state).toBe('completed')
    expect(report.findings).toHaveLength(1)
  })
})

describe('connections', () => {
  test('stay within the budget of the vantage', async () => {
    const platform = silentPlatform()
    const one = check('one', async (step, { port }: { port: number }) => {
      const stream = await step.connect({ address: '192.0.2.1', port })
      await new Promise((resolve) => setTimeout(resolve, 5))
      stream.close()
    })
    const root = check('root', async (step) => {
      await Promise.all(Array.from({ length: 20 }, (_, port) => one(step, { port: port + 1 })))
    })
    const { report } = await run(root, null, { surroundings: { platform, connectionLimit: 3 } })
    expect(report.verdict.outcome).toBe('works')
    expect(platform.opened).toBe(20)
    expect(platform.mostOpen).toBe(3)
  })

  test('are closed when their step ends, also when the check forgot to', async () => {
    const platform = silentPlatform()
    const forgetful = check('forgetful', async (step) => {
      await step.connect({ address: '192.0.2.1', port: 443 })
    })
    await run(forgetful, null, { surroundings: { platform } })
    expect(platform.open).toBe(0)
  })

  test('go to no endpoint that the target policy refuses, and say so', async () => {
    const platform = silentPlatform()
    const root = check('root', async (step) => {
      await step.connect({ address: '127.0.0.1', port: 443 })
    })
    const policy = () => 'not a public address'
    const { report } = await run(root, null, { surroundings: { platform, policy } })
    expect(platform.opened).toBe(0)
    expect(report.steps[0]).toMatchObject({
      status: 'unanswered',
      reason: { code: 'connect.blocked', message: 'not a public address' },
    })
  })

  test('time out by themselves when the runtime never gives up', async () => {
    const platform = {
      ...silentPlatform(),
      connect: (_: unknown, signal: AbortSignal) => untilAborted(signal),
    }
    const root = check('root', async (step) => {
      await step.connect({ address: '192.0.2.1', port: 443 }, 0.05)
    })
    const { report } = await run(root, null, { surroundings: { platform } })
    expect(report.steps[0]?.reason?.code).toBe('connect.timed-out')
  })
})

describe('findings', () => {
  test('that are healthy inside are silent there', async () => {
    const root = check('root', async (step) => step.find(finding({ where: 'outside' })))
    const vantage: VantageInfo = { name: 'test', kind: 'local', perspective: 'inside', resolvers: [] }
    expect((await run(root, null)).report.findings).toHaveLength(1)
    expect((await run(root, null, { surroundings: { vantage } })).report.findings).toEqual([])
  })

  test('about the same subject are raised once, and name their causes', async () => {
    const root = check('root', async (step) => {
      const cause = step.find(finding())
      expect(step.find(finding({ values: { other: 1 } }))).toBe(cause)
      step.find(finding({ code: 'certificate-expired' }), [cause, undefined])
    })
    const { report } = await run(root, null)
    expect(report.findings.map(({ id, causedBy }) => [id, causedBy])).toEqual([
      ['f1', []],
      ['f2', ['f1']],
    ])
  })
})

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}
