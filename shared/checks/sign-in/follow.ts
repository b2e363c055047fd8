import type { Step } from '../../engine/index.ts'
import {
  type RedirectTrail,
  resumeTrail,
  startTrail,
  takeRedirect,
} from '../../protocols/autodiscover/index.ts'
import { POX_PATH } from '../autodiscover/candidates.ts'
import { askPoxAsUser, type PoxAnswer } from './pox.ts'

/** Where the user was led by Autodiscover, and what it said in the end. */
export interface UserJourney {
  readonly answer: PoxAnswer
  /** Where that came from. */
  readonly url: string
  readonly email: string
  /** The URL that led there, if any did. */
  readonly from?: string
  /** Whether any answer on the way came from behind the sign-in. */
  readonly accepted: boolean
  /** A redirect that Outlook would not follow either. */
  readonly deadEnd?: { readonly reason: 'insecure' | 'loop' | 'too-many' | 'unreadable'; readonly to: string }
}

/** Asks Autodiscover as the user, as a current client would, and follows where it leads as far as Outlook does. */
export async function followAsUser(step: Step, start: string, address: string): Promise<UserJourney> {
  let trail: RedirectTrail = startTrail(start, address)
  let from: string | undefined
  let accepted = false
  for (;;) {
    const { url, address: email } = trail
    const answer = await askPoxAsUser(step, { url, email, client: 'current' })
    const here = { answer, url, email, ...(from !== undefined && { from }) }
    accepted ||= !['not-signed-in', 'silent', 'other'].includes(answer.kind)
    if (answer.kind !== 'redirect') return { ...here, accepted }
    const decision = takeRedirect(trail, answer.redirect)
    if (decision.follow === 'nowhere') {
      const to = URL.parse(answer.redirect.target, url)?.href ?? answer.redirect.target
      return { ...here, accepted, deadEnd: { reason: decision.reason, to } }
    }
    from = url
    trail =
      decision.follow === 'url' ? decision.trail : resumeTrail(decision.trail, placeOf(decision.address))
  }
}

/** Discovery starts again with the new address: its domain's most usual place stands for all. */
function placeOf(address: string): string {
  return `https://autodiscover.${address.slice(address.lastIndexOf('@') + 1)}${POX_PATH}`
}
