import type { Step } from '../../engine/index.ts'
import {
  type Redirect,
  type RedirectTrail,
  startTrail,
  takeRedirect,
} from '../../protocols/autodiscover/index.ts'
import { type Asked, askUrl } from './ask.ts'
import type { End, Journey } from './end.ts'
import { mayBeExchange } from './exchange-signs.ts'
import { poxQuestion, readPox } from './pox.ts'

type Start = {
  url: string
  email: string
  /** The first request asks for nothing but a redirect, as the method by port 80 does. */
  redirectAlone: boolean
}

/** Asks Autodiscover at a URL as Outlook does, and follows where it is sent, as far as one gets without signing in. */
export async function follow(step: Step, { url, email, redirectAlone }: Start): Promise<Journey> {
  let asked = await askUrl(
    step,
    redirectAlone ? { url, method: 'GET' } : poxQuestion(url, email, { mapiHttp: true }),
  )
  let turn = turnAfter(asked, redirectAlone)
  let trail = startTrail(url, email)
  const hops: [Asked, ...Asked[]] = [asked]
  while ('kind' in turn && 'target' in turn) {
    const decision = takeRedirect(trail, turn)
    if (decision.follow === 'nowhere') {
      return { hops, end: deadEnd(decision.reason, turn, trail, hops) }
    }
    trail = decision.trail
    const next = decision.follow === 'url' ? decision.url : startOf(decision.address)
    asked = await askUrl(step, poxQuestion(next, trail.address, { mapiHttp: true }))
    // An address of another domain, whose own servers are another question: that it is sent on is the answer.
    if (decision.follow === 'address' && !asked.answer) {
      return { hops, end: { kind: 'other-address', address: decision.address } }
    }
    hops.push(asked)
    turn = turnAfter(asked)
  }
  return { hops, end: turn.end }
}

/** What comes after an answer: an end, or a redirect. */
type Turn = { readonly end: End } | Redirect

function turnAfter(asked: Asked, redirectAlone = false): Turn {
  const { answer, reading, failure } = asked
  if (!answer || !reading) {
    return { end: { kind: 'silent', reason: failure ?? { code: 'http.none', message: 'no answer' } } }
  }
  if (reading.kind === 'redirect') {
    return { kind: 'location', target: answer.headers.first('Location') ?? '' }
  }
  if (redirectAlone) return { end: { kind: 'other-answer', reading } }
  if (reading.kind === 'challenge') return { end: { kind: 'sign-in', exchange: mayBeExchange(asked) } }
  const pox = answer.status === 200 ? readPox(answer.body) : undefined
  if (!pox) return { end: { kind: 'other-answer', reading } }
  switch (pox.kind) {
    case 'redirect-url':
      return { kind: 'url', target: pox.url }
    case 'redirect-address':
      return { kind: 'address', target: pox.address }
    default:
      return { end: pox }
  }
}

function deadEnd(
  reason: 'insecure' | 'loop' | 'too-many' | 'unreadable',
  { kind, target }: Redirect,
  { addresses }: RedirectTrail,
  hops: readonly Asked[],
): End {
  const to = kind === 'location' ? (URL.parse(target, hops.at(-1)?.url)?.href ?? target) : target
  if (reason === 'insecure') return { kind: 'insecure', problem: 'http', to }
  if (reason === 'unreadable') return { kind: 'insecure', problem: 'not-a-url', to }
  if (kind === 'address') return { kind: 'loop', how: 'address', through: [...addresses, to] }
  const through = [...hops.map(({ url }) => url), to]
  return { kind: 'loop', how: reason === 'too-many' ? 'too-many' : 'repeats', through }
}

/** Discovery starts again with the new address: its domain's most usual place stands for all. */
function startOf(address: string): string {
  return `https://autodiscover.${address.slice(address.lastIndexOf('@') + 1)}/autodiscover/autodiscover.xml`
}
