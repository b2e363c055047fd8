import { check, type Step, settle } from '../../engine/index.ts'
import { sameOrganisation } from '../../protocols/autodiscover/index.ts'
import { matchHost } from '../../protocols/x509/index.ts'
import { readKept } from '../certificate/chain.ts'
import { rpcTarget } from '../exchange/questions.ts'
import { askUrl } from './ask.ts'
import type { HandedOut } from './ask-json.ts'

/** By what the host was found, the surest first. */
export type FoundBy = 'services' | 'redirect' | 'srv' | 'alias' | 'certificate' | 'autodiscover'

type Question = {
  domain: string
  /** The host at which Autodiscover answers. */
  autodiscover: string
  /** How Outlook came there. */
  by: 'redirect' | 'srv' | 'name'
  /** The hosts that services are handed out under, the one that counts most first. */
  services: readonly HandedOut['host'][]
  cnames: readonly string[]
  chain: readonly string[]
}

const MOST_NAMES = 8

/**
 * Which host publishes Exchange? Who may not sign in is told by version 2 of Autodiscover alone; else it is guessed
 * from where Autodiscover is, and from names that are on its certificate and answer at the RPC proxy.
 */
export const findHost = check(
  'autodiscover.host',
  async (step, question: Question): Promise<{ host: string; by: FoundBy }> => {
    const found = await search(step, question)
    step.note('autodiscover.host', found)
    return found
  },
)

async function search(step: Step, question: Question): Promise<{ host: string; by: FoundBy }> {
  const { domain, autodiscover, by, services, cnames } = question
  const service = mostCommon(services)
  if (service !== undefined) return { host: service, by: 'services' }
  if (by !== 'name') return { host: autodiscover, by }
  const names = await namesOnCertificate(step, question.chain)
  const aliases = cnames.filter((name) => names.includes(name) || names.includes(`*.${parentOf(name)}`))
  const others = names.filter((name) => !name.startsWith('*.') && !name.startsWith('autodiscover.'))
  const ours = others.filter((name) => sameOrganisation(name, domain) && name !== domain)
  const guesses = [
    ...aliases.map((host) => ({ host, by: 'alias' as const })),
    ...ours.map((host) => ({ host, by: 'certificate' as const })),
  ].slice(0, MOST_NAMES)
  const answering = await Promise.all(
    guesses.map(async (guess) => ({ guess, answers: await answersRpc(step, guess.host) })),
  )
  return answering.find(({ answers }) => answers)?.guess ?? { host: autodiscover, by: 'autodiscover' }
}

/** Of several equally common ones the first. */
function mostCommon(hosts: readonly string[]): string | undefined {
  const count = (wanted: string) => hosts.filter((host) => host === wanted).length
  return hosts.toSorted((left, right) => count(right) - count(left))[0]
}

async function answersRpc(step: Step, host: string): Promise<boolean> {
  const asked = await settle(askUrl(step, { url: `https://${host}${rpcTarget(host)}`, method: 'GET' }))
  return asked.answered && asked.answer.reading?.kind === 'challenge'
}

async function namesOnCertificate(step: Step, chain: readonly string[]): Promise<string[]> {
  const [leaf] = chain
  if (leaf === undefined) return []
  const { certificate } = await readKept(step, leaf)
  const names = (certificate.subjectAltName?.dns ?? []).map((name) => name.toLowerCase())
  // Only what a client would take it for.
  return names.filter((name) => name.startsWith('*.') || matchHost(certificate, name).matches)
}

function parentOf(name: string): string {
  return name.slice(name.indexOf('.') + 1)
}
