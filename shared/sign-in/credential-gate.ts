import { SignInError } from './sign-in-error.ts'

export type AttemptOutcome = 'accepted' | 'refused' | 'unused'

/**
 * Keeps accounts from being locked: as long as no sign-in was accepted, one attempt at a time, and after one
 * that was not accepted none any more. After the first acceptance everybody may.
 */
export class CredentialGate {
  #state: 'unproved' | 'proved' | 'spent' = 'unproved'
  /** Resolves when the attempt before is over. */
  #last: Promise<void> = Promise.resolve()

  get state(): 'unproved' | 'proved' | 'spent' {
    return this.#state
  }

  /**
   * Waits for one's turn, and returns how to say what came of it.
   *
   * @throws SignInError `sign-in.spent`, `sign-in.not-proved`; or with the signal's reason
   */
  async enter(proves: boolean, signal: AbortSignal): Promise<(outcome: AttemptOutcome) => void> {
    this.#refuse(proves)
    if (this.#state === 'proved') return () => undefined
    const before = this.#last
    const { promise: over, resolve: leave } = Promise.withResolvers<void>()
    this.#last = over
    try {
      await whileItLasts(before, signal)
      this.#refuse(proves)
      // Somebody else may have proved it meanwhile.
      if (this.state === 'proved') leave()
    } catch (error) {
      // Who gave up waiting stays in the row until those before are through.
      before.then(leave)
      throw error
    }
    return (outcome) => {
      if (this.#state === 'unproved' && outcome === 'accepted') this.#state = 'proved'
      if (this.#state === 'unproved' && outcome === 'refused') this.#state = 'spent'
      leave()
    }
  }

  #refuse(proves: boolean): void {
    if (this.#state === 'spent') {
      throw new SignInError(
        'sign-in.spent',
        'the credential was refused before, and is not used any more in this run',
      )
    }
    if (this.#state === 'unproved' && !proves) {
      throw new SignInError('sign-in.not-proved', 'no sign-in was accepted so far: nothing else is tried')
    }
  }
}

function whileItLasts(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(signal.reason)
    if (signal.aborted) ended()
    signal.addEventListener('abort', ended, { once: true })
    promise.then(() => {
      signal.removeEventListener('abort', ended)
      resolve()
    })
  })
}
