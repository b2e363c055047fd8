import { check, type Step, settle } from '../../engine/index.ts'
import {
  authActivesyncScheme,
  modernAuthBroken,
  ntlmConnectionNotKept,
  ntlmProxyRealm,
  staleClientCredentials,
} from '../../findings/index.ts'
import { bearerIn } from '../sign-in/forms.ts'
import { symptomOf } from './answers.ts'
import { type Asked, askAndRead } from './asked.ts'
import type { DirectoryName, NtlmNames } from './host-facts.ts'
import type { Known } from './known.ts'
import { beginNtlm, type NtlmFirstHalf } from './ntlm.ts'
import { emptyBearer, type HostAddress } from './questions.ts'

/** Where NTLM is begun; Outlook signs in at all of them. */
const NTLM_DIRECTORIES: readonly DirectoryName[] = ['rpc', 'mapi', 'ews']

const TOKEN_PATHS = ['/autodiscover/autodiscover.xml', '/mapi/emsmdb/', '/ews/exchange.asmx']

/** A directory's NTLM, as far as it came. */
export interface NtlmAt extends NtlmFirstHalf {
  readonly path: string
}

/**
 * Begins NTLM wherever it is offered, and says what would keep it from completing. One after the other: a balancer
 * that hands out requests in turn would else seem to keep some connections whole.
 */
export async function examineNtlm(step: Step, known: Known): Promise<readonly NtlmAt[]> {
  const halves: NtlmAt[] = []
  for (const directory of NTLM_DIRECTORIES) {
    const symptom = symptomOf(known.directories, directory)
    const scheme = (['NTLM', 'Negotiate'] as const).find((name) => symptom?.reading.schemes.includes(name))
    if (symptom === undefined || scheme === undefined) continue
    const { path } = symptom
    const half = await settle(beginNtlm(step, { ...known.at, path, scheme }))
    if (half.answered) halves.push({ ...half.answer, path })
  }
  explainConnection(step, known, halves)
  explainRealm(step, known, halves)
  return halves
}

/** One finding for the first place where NTLM is offered: what pools connections does so everywhere. */
function explainConnection(
  step: Step,
  { at: { host }, front = 'unknown' }: Known,
  halves: readonly NtlmAt[],
): void {
  const states = halves.map(({ connection }) => connection)
  const how = (['shared', 'ends'] as const).find((state) => states.includes(state))
  const [first] = halves
  if (how === undefined || first === undefined) return
  const shared = halves.filter(({ connection }) => connection === 'shared')
  const computers = [...new Set(shared.flatMap((half) => half.computers))].sort()
  const cause = step.find(ntlmConnectionNotKept({ host, path: first.path, how, computers, front }))
  step.find(staleClientCredentials({ host }), [cause])
}

/** Servers of one organisation are of one domain, or at least of one forest. */
function explainRealm(step: Step, { at: { host } }: Known, halves: readonly NtlmAt[]): void {
  const [one, ...others] = halves.filter(({ names }) => names !== undefined)
  if (!one?.names) return
  const other = others.find(({ names }) => names && isForeign(one.names ?? {}, names))
  if (other?.names)
    step.find(ntlmProxyRealm({ host, one: who(one.path, one.names), other: who(other.path, other.names) }))
}

function isForeign(one: NtlmNames, other: NtlmNames): boolean {
  const differs = (left = '', right = '') => left.toLowerCase() !== right.toLowerCase()
  const sameForest = one.dnsTreeName !== undefined && !differs(one.dnsTreeName, other.dnsTreeName)
  return differs(one.nbDomainName, other.nbDomainName) && !sameForest
}

function who(path: string, { nbDomainName, nbComputerName }: NtlmNames) {
  return { path, domain: nbDomainName ?? '', computer: nbComputerName ?? '' }
}

/** ActiveSync with Windows authentication is worth knowing. */
export function explainActiveSync(step: Step, { at: { host }, directories }: Known): void {
  const schemes = symptomOf(directories, 'activesync')?.reading.schemes ?? []
  if (!schemes.some((scheme) => scheme === 'NTLM' || scheme === 'Negotiate')) return
  step.find(authActivesyncScheme({ host, schemes: [...schemes] }))
}

/** Is modern authentication offered alike? Each directory is asked with a token that is none. */
export const compareBearer = check(
  'exchange.bearer',
  async (step, at: HostAddress): Promise<void> => {
    const asked = await Promise.all(TOKEN_PATHS.map((path) => askAndRead(step, emptyBearer(at, path))))
    const challenged = asked.filter((each) => each.answered && each.answer.status === 401)
    const paths = (issuer: boolean) =>
      challenged.filter((each) => namesIssuer(each) === issuer).map(({ url }) => new URL(url).pathname)
    const [offered, missing] = [paths(true), paths(false)]
    const issuer = challenged.map(issuerIn).find((each) => each !== undefined)
    step.note('exchange.bearer', { offered, missing, ...issuer })
    const wanted = offered.length > 0 || step.expected.modernAuth === true
    if (wanted && missing.length > 0) {
      step.find(modernAuthBroken({ host: at.host, offered, missing }))
    }
  },
  { needed: false },
)

/** Whether the answer says where to get a token. */
function namesIssuer(asked: Asked): boolean {
  return issuerIn(asked) !== undefined
}

/** Where tokens are to be had, for whose directory, and which realm the server is of. All of it is the server's word. */
interface TokenIssuer {
  readonly authority: string
  /** A GUID, a domain, or `common` where any will do. */
  readonly tenant?: string
  readonly realm?: string
}

/** The issuer in an answer's Bearer challenge (RFC 6750 section 3; `trusted_issuers` as MS-OAUTH2EX has it). */
function issuerIn(asked: Asked): TokenIssuer | undefined {
  if (!asked.answered) return undefined
  const parameters = bearerIn(asked.answer.headers)
  const uri = parameters?.get('authorization_uri')
  if (parameters === undefined || uri === undefined) return undefined
  const url = URL.parse(uri)
  const tenant = url?.pathname.split('/')[1]
  const realm = parameters.get('realm') ?? /@([^,\s]+)/.exec(parameters.get('trusted_issuers') ?? '')?.[1]
  return {
    authority: url?.origin ?? uri.slice(0, 200),
    ...(tenant && { tenant }),
    ...(realm && { realm }),
  }
}
