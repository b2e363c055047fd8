import { examineDomain } from '../checks/autodiscover/domain.ts'
import { askerFor } from '../checks/autodiscover/target-domain.ts'
import type { ServicePlace } from '../checks/mailbox/ask-service.ts'
import { generationOf } from '../checks/mailbox/examine.ts'
import { servicePlaceOf } from '../checks/mailbox/service-place.ts'
import type { UserSettings } from '../checks/sign-in/settings.ts'
import { type Settled, type Step, settle } from '../engine/index.ts'
import { signIn } from './outlook-anywhere.ts'
import type { Target } from './target.ts'

/** A user who is signed in at Autodiscover, and what it told. */
export interface AsUser {
  readonly email: string
  readonly settings?: UserSettings
  /** The host that publishes Exchange. */
  readonly published?: string
}

/**
 * Signs in to Autodiscover, for probes of one service: nothing else proves the password, and it tells where the service is.
 * Ends the step where there is no credential, or none that is accepted.
 */
export async function asUser(step: Step, target: Target): Promise<AsUser> {
  if (step.signIn === undefined) {
    return step.cannotTell(
      'sign-in.no-credential',
      'the service asks who it is before it says anything: give a credential with --user',
    )
  }
  const asker = await askerFor(step, target)
  // Which host publishes Exchange is known where the request names it.
  const autodiscover =
    asker && target.server === undefined ? await settle(examineDomain(step, { ...asker })) : undefined
  const told = autodiscover?.answered ? autodiscover.answer : undefined
  const user = await signIn(step, target, asker, told)
  if (user === undefined) {
    return step.cannotTell('sign-in.not-signed-in', 'Autodiscover did not accept the user')
  }
  const published = target.server ?? told?.published?.host ?? (asker ? undefined : target.host)
  const { email, settings } = user
  return { email, ...(settings && { settings }), ...(published !== undefined && { published }) }
}

/** Where the user is to ask for a service: under the URL that was handed out, else at its usual path. */
export async function serviceOf(
  step: Step,
  { email, settings, published }: AsUser,
  handedOut: string | undefined,
  usualPath: string,
): Promise<ServicePlace> {
  const usual = published === undefined ? undefined : `https://${published}${usualPath}`
  const more = { mailbox: email, alone: true, ...(settings && generationOf(settings)) }
  const place = await servicePlaceOf(step, handedOut ?? usual, more)
  return (
    place ??
    step.cannotTell(
      'service.not-found',
      `there is no host to ask: ${handedOut === undefined ? 'Autodiscover hands nothing out' : 'it takes no connection'}`,
    )
  )
}

/** Ends the step where what it is for could not be told; a failure has its finding. */
export function insist(step: Step, settled: readonly Settled<unknown>[]): void {
  const failed = settled.flatMap((each) => (each.answered ? [] : [each.failure]))
  const [first] = failed
  if (first === undefined) return
  const { code, message } = first.reason
  if (first.status === 'failed') step.fail(code, message)
  step.cannotTell(code, message)
}
