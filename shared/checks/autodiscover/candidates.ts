import { check, type Step, settle } from '../../engine/index.ts'
import { srvCandidateUrl } from '../../protocols/autodiscover/index.ts'
import { toAscii } from '../../protocols/dns/index.ts'
import { lookUpAddresses } from '../dns/addresses.ts'
import { lookUpRecords } from '../dns/records.ts'
import { type Candidate, examineCandidate, type Method } from './candidate.ts'

export const POX_PATH = '/autodiscover/autodiscover.xml'

/** The SRV record that Outlook would use. */
export interface SrvRecord {
  readonly target: string
  readonly port: number
  readonly addresses: readonly string[]
  /** The target must be a host, not another name of one (RFC 2782). */
  readonly alias: boolean
  /** Whether a finding already says why it has no address to use. */
  readonly explained: boolean
}

export interface Candidates {
  readonly domain: string
  /** In Outlook's order; without a candidate by SRV where there is no record. */
  readonly candidates: readonly Candidate[]
  readonly srv: SrvRecord | undefined
  /** Of `autodiscover.<domain>`. */
  readonly addresses: readonly string[]
  readonly cnames: readonly string[]
  /** Whether it is known, or not to be known, why that name has no address to use. */
  readonly explained: boolean
  /** A candidate could not be asked from here, or gave no answer: it may be the one. */
  readonly untold: boolean
}

type Question = { domain: string; email: string }

/** Where does each method of Outlook's lead? They are asked side by side, and reported in its order. */
export const askCandidates = check(
  'autodiscover.candidates',
  async (step, { domain, email }: Question): Promise<Candidates> => {
    const host = `autodiscover.${domain}`
    const [srv, name, ...direct] = await Promise.all([
      findSrv(step, domain),
      settle(lookUpAddresses(step, { host })),
      ask('root-domain', `https://${domain}${POX_PATH}`),
      ask('autodiscover-domain', `https://${host}${POX_PATH}`),
      ask('http-redirect', `http://${host}${POX_PATH}`),
    ])
    const bySrv = srv ? [await ask('srv', srvCandidateUrl(srv.target, srv.port))] : []
    const candidates = [...direct, ...bySrv].filter((candidate) => candidate !== undefined)
    step.note(
      'autodiscover.candidates',
      candidates.map(({ method, outcome }) => ({ method, outcome })),
    )
    const { addresses = [], cnames = [], explained = true } = name.answered ? name.answer : {}
    const untold =
      direct.includes(undefined) ||
      bySrv.includes(undefined) ||
      candidates.some(({ outcome }) => outcome === 'unknown')
    return { domain, candidates, srv, addresses, cnames, explained, untold }

    async function ask(method: Method, url: string): Promise<Candidate | undefined> {
      const asked = await settle(examineCandidate(step, { method, url, email }))
      return asked.answered ? asked.answer : undefined
    }
  },
)

async function findSrv(step: Step, domain: string): Promise<SrvRecord | undefined> {
  const asked = await settle(lookUpRecords(step, { name: `_autodiscover._tcp.${domain}`, type: 'SRV' }))
  if (!asked.answered) return undefined
  const [record] = asked.answer.records.toSorted(
    (left, right) => left.priority - right.priority || right.weight - left.weight,
  )
  const target = record && hostName(record.target)
  if (!record || target === undefined) return undefined
  const found = await settle(lookUpAddresses(step, { host: target }))
  const { addresses = [], cnames = [], explained = true } = found.answered ? found.answer : {}
  return { target, port: record.port, addresses, alias: cnames.length > 0, explained }
}

/** A name from DNS as a host of a URL; a single dot, or anything that is no host name, says that there is none. */
function hostName(name: string): string | undefined {
  try {
    return toAscii(name)
  } catch {
    return undefined
  }
}
