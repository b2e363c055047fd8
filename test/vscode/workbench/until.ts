import { errors, type Locator } from 'playwright-core'

/** As long as anything may take on a slow machine. */
export const LONGEST_MS = 120_000

/** How long the effect of one attempt is waited for before another is made. */
const PATIENCE_MS = 10_000

/** For what an attempt does itself: what is not there in this time may be there at the next attempt. */
export const BRIEFLY = { timeout: 15_000 } as const

/** What somebody looks for: an element that is seen, or anything that can be told. */
export type Effect = Locator | (() => Promise<boolean>)

/**
 * Does something until its effect is there, and no more once it is: a click may meet a row that is just being drawn anew, a key a
 * window that has just lost the keyboard. The attempt has to bear being made twice; what would undo itself has to look first.
 *
 * @param patience milliseconds for the effect of one attempt; few for a step of many towards it
 * @throws Error that names the effect when one deadline is over
 */
export async function until(
  effect: Effect,
  attempt: () => Promise<unknown>,
  patience = PATIENCE_MS,
): Promise<void> {
  const end = Date.now() + LONGEST_MS
  let last = ''
  while (!(await holds(effect))) {
    if (Date.now() > end) throw new Error(`${nameOf(effect)} did not come about. ${last}`)
    try {
      await attempt()
    } catch (error) {
      if (!(error instanceof errors.TimeoutError)) throw error
      last = error.message
    }
    await comes(effect, patience)
  }
}

/** Whether the effect is there before so many milliseconds are over. */
async function comes(effect: Effect, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds
  for (;;) {
    if (await holds(effect)) return true
    if (Date.now() > end) return false
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function holds(effect: Effect): Promise<boolean> {
  return typeof effect === 'function' ? effect() : effect.isVisible()
}

function nameOf(effect: Effect): string {
  return typeof effect === 'function' ? effect.toString() : String(effect)
}
