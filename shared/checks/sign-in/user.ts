import { check, type Reason, type Step, settle } from '../../engine/index.ts'
import {
  autodiscoverErrorResponse,
  credentialRefused,
  ntlmConnectionNotKept,
  ntlmNotPossible,
} from '../../findings/index.ts'
import type { TargetInfo } from '../../protocols/ntlm/index.ts'
import type { SignInDetails } from '../../sign-in/index.ts'
import { followAsUser, type UserJourney } from './follow.ts'
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
  async (step, { email, named, starts }: UserQuestion): Promise<SignedInUser> => {
    const refusals: Refusal[] = []
    for (const start of starts) {
      const journey = await followAsUser(step, start, email)
      if (journey.accepted) return tellUser(step, journey, named)
      const refusal = explainRefusal(step, journey, email)
      refusals.push(refusal)
      // The credential is not used any more: another place could say nothing else.
      if (refusal.code === 'sign-in.refused' || refusal.code === 'sign-in.spent') break
    }
    const [first] = refusals
    if (first === undefined) {
      return step.cannotTell('sign-in.no-autodiscover', 'there is no Autodiscover to sign in to')
    }
    const { code, message } = refusals.find((each) => each.told) ?? first
    return refusals.some((each) => each.told) ? step.fail(code, message) : step.cannotTell(code, message)
  },
)

/** Why nothing was accepted at a place; `told` where a finding says whose fault that is. */
interface Refusal extends Reason {
  readonly told: boolean
}

async function tellUser(step: Step, journey: UserJourney, named: boolean): Promise<SignedInUser> {
  const { answer, url, email, from } = journey
  const targetInfo = 'targetInfo' in answer ? answer.targetInfo : undefined
  const user = { email, url, ...(targetInfo && { targetInfo }) }
  if (answer.kind === 'not-signed-in') explainWithheld(step, answer.code, url, from)
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

/** Only Kerberos, or tokens, or nothing that there is a credential for (A16). */
export function explainNoNtlm(
  step: Step,
  host: string,
  path: string,
  { offers = [], bearer }: SignInDetails,
): void {
  // That nothing is offered at all has a finding of its own.
  if (offers.length === 0) return
  const authority = URL.parse(bearer?.get('authorization_uri') ?? '')?.origin
  step.find(ntlmNotPossible({ host, path, offered: [...offers], ...(authority && { authority }) }))
}
