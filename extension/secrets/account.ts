import type { ProbeRequest } from '../../shared/engine/index.ts'
import { probes } from '../../shared/probes/index.ts'
import { type Authenticator, localAuthenticator, organisationOf } from '../../shared/sign-in/index.ts'
import type { Credential, Secrets } from './secrets.ts'

/** The right of one run to sign in. */
export interface AccountUse {
  readonly authenticator: Authenticator
  /** The run is over. */
  release(): void
}

interface Shared {
  readonly credential: Credential
  readonly authenticator: Authenticator
  users: number
}

/**
 * The account that is set, for every run of this window. Runs that overlap have one authenticator: of all of them together
 * one attempt at a time is under way until the password is proved, and what one was refused none tries again. It is
 * asked for targets of the account's own domain alone: a file of the workspace may name any host.
 */
export class Account {
  readonly #secrets: Pick<Secrets, 'credential'>
  #shared: Shared | undefined

  constructor(secrets: Pick<Secrets, 'credential'>) {
    this.#secrets = secrets
  }

  /** Undefined where no account is set, it is for another domain, or the probe never signs in. */
  async useFor({ probe, target }: Pick<ProbeRequest, 'probe' | 'target'>): Promise<AccountUse | undefined> {
    if (!probes.some(({ name, signsIn }) => name === probe && signsIn)) return undefined
    const credential = await this.#secrets.credential()
    if (credential === undefined || !isFor(credential, target)) return undefined
    const shared = this.#take(credential)
    shared.users += 1
    return {
      authenticator: shared.authenticator,
      release: () => {
        shared.users -= 1
        if (shared.users === 0 && this.#shared === shared) this.#shared = undefined
      },
    }
  }

  #take(credential: Credential): Shared {
    if (this.#shared && isSame(this.#shared.credential, credential)) return this.#shared
    const { user, password, domain } = credential
    const authenticator = localAuthenticator({
      ...{ user, password, request: { target: domain } },
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      now: () => Date.now(),
    })
    this.#shared = { credential, authenticator, users: 0 }
    return this.#shared
  }
}

function isFor({ domain }: Credential, target: string): boolean {
  return organisationOf({ target }) === organisationOf({ target: domain })
}

function isSame(left: Credential, right: Credential): boolean {
  return left.user === right.user && left.password === right.password && left.domain === right.domain
}
