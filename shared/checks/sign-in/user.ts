import { check, type Reason, type Step, settle } from '../../engine/index.ts'
import {
  autodiscoverErrorResponse,
  credentialRefused,
  errorAfterSignIn,
  ntlmConnectionNotKept,
  redirectInsecure,
  redirectLoop,
} from '../../findings/index.ts'
import type { TargetInfo } from '../../protocols/ntlm/index.ts'
import { type SignInDetails, SignInError } from '../../sign-in/index.ts'
import { explainBreak } from './explain-break.ts'
import { followAsUser, type UserJourney } from './follow.ts'
import { explainNoNtlm } from './no-ntlm.ts'
import { askPoxAsUser } from './pox.ts'
import { askSoapAsUser } from './services.ts'
import type { UserSettings } from './settings.ts'
import { explainWithheld } from './withheld.ts'

/** Who signs in, and where Autodiscover may be, the surest place first. */
export type UserQuestion = {
  /** Whose settings are asked for. */
  email: string
  /** Whether somebody named that mailbox; else an error about the address says nothing. */
  named: boolean
  starts: readonly string[]
  /** The first of them is where Outlook finds Autodiscover; else all are guesses, where there may rightly be none. */
  found?: boolean
}

/** What is known of the user once the password is proved. */
export interface SignedInUser {
  readonly email: string
  /** Absent where Autodiscover knows the user and has no settings for the address. */
  readonly settings?: UserSettings
  /** Who signed the user in first, by NTLM; and where. */
  readonly targetInfo?: TargetInfo
  readonly url: string
}

/**
 * Can the user sign in to Autodiscover, and what does it tell him? It is the first place to try the credential at: it ignores
 * channel binding. A refusal is the end of it (A15). Fails where nothing was accepted.
 */
export const signInToAutodiscover = check(
  'sign-in.autodiscover',
  async (step, { email, named, starts, found = false }: UserQuestion): Promise<SignedInUser> => {
    const refusals: Refusal[] = []
    const journeys: UserJourney[] = []
    for (const start of starts) {
      const journey = await followAsUser(step, start, email)
      if (journey.accepted) return tellUser(step, journey, { named, found })
      const refusal = explainRefusal(step, journey, email)
      refusals.push(refusal)
      journeys.push(journey)
      // The credential is not used any more: another place could say nothing else.
      if (refusal.code === 'sign-in.refused' || refusal.code === 'sign-in.spent') break
    }
    const [first] = refusals
    if (first === undefined) {
      return step.cannotTell('sign-in.no-autodiscover', 'there is no Autodiscover to sign in to')
    }
    const told = refusals.find((each) => each.told)
    if (told) return step.fail(told.code, told.message)
    // Nobody has said why so far, and it matters: nothing else tells a user where his mailbox is.
    const [at] = journeys
    if (at) explainNothing(step, at, found ? undefined : 'info')
    return step.cannotTell(first.code, first.message)
  },
)

/** Why nothing was accepted at a place; `told` where a finding says whose fault that is. */
interface Refusal extends Reason {
  readonly told: boolean
}

async function tellUser(
  step: Step,
  journey: UserJourney,
  { named, found }: { readonly named: boolean; readonly found: boolean },
): Promise<SignedInUser> {
  const { answer, url, email } = journey
  const targetInfo = 'targetInfo' in answer ? answer.targetInfo : undefined
  const user = { email, url, ...(targetInfo && { targetInfo }) }
  if (answer.kind !== 'settings' && answer.kind !== 'error')
    explainNothing(step, journey, found ? undefined : 'info')
  if (answer.kind === 'error' && named) {
    const { code, message } = answer
    step.find(autodiscoverErrorResponse({ url, errorCode: code, message, mailbox: email }))
  }
  if (answer.kind !== 'settings') return user
  const soap = new URL('/autodiscover/autodiscover.svc', url).href
  const [old] = await Promise.all([
    settle(askPoxAsUser(step, { url, email, client: 'old' })),
    settle(askSoapAsUser(step, { url: soap, email })),
  ])
  const settings: UserSettings = {
    email,
    url,
    current: answer.settings,
    ...(old.answered && old.answer.kind === 'settings' && { old: old.answer.settings }),
  }
  return { ...user, settings }
}

/** Nothing was accepted: why, and whether that is anybody's fault. */
function explainRefusal(step: Step, { answer, url, from }: UserJourney, email: string): Refusal {
  const { hostname: host, pathname: path } = new URL(url)
  if (answer.kind === 'silent') return { ...answer.reason, told: false }
  if (answer.kind !== 'not-signed-in') {
    const message = `${host} gives no answer of Autodiscover's`
    return { code: 'sign-in.no-answer', message, told: false }
  }
  const { code, message, details } = answer
  switch (code) {
    case 'sign-in.refused':
      step.find(
        credentialRefused({
          host,
          path,
          ignoresBinding: true,
          ...whoRefused(details),
          ...howNamed(step, email),
        }),
      )
      return { code, message, told: true }
    case 'sign-in.connection-not-kept':
      step.find(
        ntlmConnectionNotKept({
          host,
          path,
          how: details.connection ?? 'shared',
          computers: [...(details.computers ?? [details.targetInfo?.nbComputerName ?? ''].filter(Boolean))],
          front: 'unknown',
        }),
      )
      return { code, message, told: true }
    case 'sign-in.ntlm-refused':
    case 'sign-in.no-scheme':
      explainNoNtlm(step, host, path, details)
      break
    default:
      explainWithheld(step, code, url, from)
  }
  return { code, message, told: false }
}

/** What came in place of settings, where it is not the service's own word. */
function explainNothing(step: Step, journey: UserJourney, lowered?: 'info'): void {
  const { answer, url, from, deadEnd } = journey
  const { hostname: host, pathname: path } = new URL(url)
  const at = { host, path }
  switch (answer.kind) {
    case 'other': {
      const { status, product } = answer
      const asked = { ...at, service: 'autodiscover', request: 'POST', status, product } as const
      step.find(errorAfterSignIn(asked, lowered))
      return
    }
    case 'silent':
      // What cannot be reached, by name, address or TLS, is told by those who look there.
      if (answer.error && !answer.error.code.startsWith('tls.')) explainBreak(step, at, answer.error, lowered)
      return
    case 'not-signed-in': {
      const { code, message, details } = answer
      explainBreak(step, { ...at, from }, new SignInError(code, message, details), lowered)
      return
    }
    case 'redirect':
      if (deadEnd) explainDeadEnd(step, url, deadEnd, lowered)
  }
}

function explainDeadEnd(
  step: Step,
  from: string,
  { reason, to }: NonNullable<UserJourney['deadEnd']>,
  lowered?: 'info',
): void {
  const shown = to.slice(0, 500)
  switch (reason) {
    case 'insecure':
    case 'unreadable': {
      const problem = reason === 'insecure' ? 'http' : 'not-a-url'
      step.find(redirectInsecure({ from, to: shown, problem }, lowered))
      return
    }
    case 'loop':
    case 'too-many': {
      const kind = reason === 'too-many' ? 'too-many' : shown.includes('://') ? 'repeats' : 'address'
      step.find(redirectLoop({ start: shown, kind, through: [from, shown] }, lowered))
    }
  }
}

/** As a finding names who refused: what NTLM told of itself. */
export function whoRefused({ targetInfo, scheme = 'NTLM' }: SignInDetails) {
  return { domain: targetInfo?.nbDomainName ?? '', scheme }
}

/** How the user was named: which mends apply. The name itself is told only where the request has it, too. */
export function howNamed(step: Step, email?: string): { byAddress: boolean; mailbox?: string } {
  const address = step.signIn?.authenticator.mailbox
  const isMailbox = address !== undefined && address.toLowerCase() === email?.toLowerCase()
  return { byAddress: address !== undefined, ...(isMailbox && { mailbox: address }) }
}
