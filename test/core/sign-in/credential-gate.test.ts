import { describe, expect, test } from 'vitest'
import { CredentialGate } from '../../../shared/sign-in/credential-gate.ts'

const { signal } = new AbortController()

describe('what keeps an account from being locked', () => {
  test('before anything is proved, only an attempt that proves the password may begin', async () => {
    const gate = new CredentialGate()
    await expect(gate.enter(false, signal)).rejects.toMatchObject({ code: 'sign-in.not-proved' })
    await expect(gate.enter(true, signal)).resolves.toBeTypeOf('function')
  })

  test('two unproved attempts are never under way together', async () => {
    const gate = new CredentialGate()
    const first = await gate.enter(true, signal)
    let begun = false
    const second = gate.enter(true, signal).then((end) => {
      begun = true
      return end
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(begun).toBe(false)
    first('unused')
    await second
    expect(begun).toBe(true)
  })

  test('a refusal before any acceptance ends it, also for those who wait', async () => {
    const gate = new CredentialGate()
    const first = await gate.enter(true, signal)
    const waiting = gate.enter(true, signal)
    first('refused')
    await expect(waiting).rejects.toMatchObject({ code: 'sign-in.spent' })
    await expect(gate.enter(true, signal)).rejects.toMatchObject({ code: 'sign-in.spent' })
    await expect(gate.enter(false, signal)).rejects.toMatchObject({ code: 'sign-in.spent' })
  })

  test('after one acceptance variants may be tried side by side, and their refusals end nothing', async () => {
    const gate = new CredentialGate()
    const first = await gate.enter(true, signal)
    first('accepted')
    const [one, other] = await Promise.all([gate.enter(false, signal), gate.enter(false, signal)])
    one('refused')
    other('refused')
    expect(gate.state).toBe('proved')
  })

  test('those who waited for the acceptance do not wait for each other afterwards', async () => {
    const gate = new CredentialGate()
    const first = await gate.enter(true, signal)
    const [second, third] = [gate.enter(true, signal), gate.enter(true, signal)]
    first('accepted')
    await second
    // The second is still under way.
    await expect(third).resolves.toBeTypeOf('function')
  })

  test('the first word on an attempt counts', async () => {
    const gate = new CredentialGate()
    const end = await gate.enter(true, signal)
    end('accepted')
    end('refused')
    expect(gate.state).toBe('proved')
  })

  test('who gives up waiting lets nobody past those before', async () => {
    const gate = new CredentialGate()
    const first = await gate.enter(true, signal)
    const caller = new AbortController()
    const second = gate.enter(true, caller.signal)
    let begun = false
    const third = gate.enter(true, signal).then(() => {
      begun = true
    })
    caller.abort()
    await expect(second).rejects.toThrow()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(begun).toBe(false)
    first('unused')
    await third
  })
})
