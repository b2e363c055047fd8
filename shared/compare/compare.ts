import { canonicalText, type Finding, type Report, type Severity } from '../engine/index.ts'
import type { Comparison, Difference, SharedFinding, Side } from './comparison.ts'
import { type Answer, type Facts, factsOf, type Reach, type ShownCertificate } from './facts.ts'

/** A side and what it saw. */
interface View {
  readonly side: number
  readonly perspective: Side['perspective']
  readonly facts: Facts
}

/**
 * Lays reports of the same target beside each other, and says what differs and why that may be. Pure: nothing is asked.
 * The order of the reports is that of the sides.
 */
export function compareReports(reports: readonly [Report, ...Report[]]): Comparison {
  const views = reports.map((report, side) => ({
    side,
    perspective: report.vantage.perspective,
    facts: factsOf(report),
  }))
  const { probe, target } = reports[0].request
  const differences = [
    ...addressDifferences(views),
    ...portDifferences(views),
    ...certificateDifferences(views),
    ...answerDifferences(views),
  ].sort((left, right) => RANK[left.severity] - RANK[right.severity])
  const findings = sharedFindings(reports)
  return {
    probe,
    target,
    sides: sidesOf(reports),
    differences,
    somewhere: findings.filter(({ sides }) => sides.length < reports.length),
    everywhere: findings.filter(({ sides }) => sides.length === reports.length),
  }
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2, advice: 3 }

function sidesOf(reports: readonly Report[]): Side[] {
  const names = reports.map(({ vantage }) => {
    const { perspective, name, dataCentre } = vantage
    return `${perspective} (${name}${dataCentre === undefined ? '' : `, ${dataCentre}`})`
  })
  return reports.map(({ vantage, verdict, state }, at) => {
    const name = names[at] ?? ''
    const same = names.filter((each) => each === name).length > 1
    return {
      // Two edges may well be called the same.
      name: same ? `${name} #${at + 1}` : name,
      perspective: vantage.perspective,
      outcome: verdict.outcome,
      state,
    }
  })
}

/** Every key that any of the views has. */
function keys<Value>(views: readonly View[], of: (facts: Facts) => ReadonlyMap<string, Value>): string[] {
  return [...new Set(views.flatMap(({ facts }) => [...of(facts).keys()]))]
}

/** The views that saw something under the key. */
function seenBy<Value>(
  views: readonly View[],
  of: (facts: Facts) => ReadonlyMap<string, Value>,
  key: string,
): (View & { readonly value: Value })[] {
  return views.flatMap((view) => {
    const value = of(view.facts).get(key)
    return value === undefined ? [] : [{ ...view, value }]
  })
}

function addressDifferences(views: readonly View[]): Difference[] {
  return keys(views, ({ addresses }) => addresses).flatMap((host): Difference[] => {
    const seen = seenBy(views, ({ addresses }) => addresses, host)
    const told = seen.map(({ side, value }) => ({ side, what: value.join(', ') || 'no address' }))
    if (new Set(told.map(({ what }) => what)).size < 2) return []
    const outside = seen.filter(({ perspective }) => perspective === 'outside')
    const unlike = new Set(outside.map(({ value }) => value.join(' '))).size > 1
    if (!unlike) {
      // Inside it leads elsewhere, as it may; a name that only one side knows is no more than that.
      return [{ kind: 'split-dns', severity: 'info', host, seen: told }]
    }
    const lost = outside.some(({ value }) => value.length === 0)
    return [{ kind: 'dns-differs', severity: lost ? 'warning' : 'info', host, seen: told }]
  })
}

/** Ports that Outlook needs; that others are open inside alone is as it should be. */
const NEEDED_PORTS: Readonly<Record<number, Severity>> = { 443: 'error', 80: 'info' }

function portDifferences(views: readonly View[]): Difference[] {
  return keys(views, ({ ports }) => ports).flatMap((key): Difference[] => {
    const [host = '', port] = split(key)
    const severity = NEEDED_PORTS[port]
    const seen = seenBy(views, ({ ports }) => ports, key).map((view) => ({
      ...view,
      reach: best([...view.value.values()]),
    }))
    const told = seen.map(({ side, reach }) => ({ side, what: reach }))
    const open = seen.filter(({ reach }) => reach === 'open')
    if (severity === undefined || open.length === 0 || open.length === seen.length) return []
    return [{ kind: blockKind(seen, open), severity, host, port, seen: told }]
  })
}

/** Whether perspectives differ, or places of the same one. */
function blockKind(all: readonly View[], open: readonly View[]): 'firewall' | 'region-filtered' {
  const outside = all.filter(({ perspective }) => perspective === 'outside')
  const openOutside = open.filter(({ perspective }) => perspective === 'outside')
  return openOutside.length > 0 && openOutside.length < outside.length ? 'region-filtered' : 'firewall'
}

function best(reaches: readonly Reach[]): Reach {
  const order: readonly Reach[] = ['open', 'refused', 'failed', 'unreachable', 'timed-out']
  return order.find((reach) => reaches.includes(reach)) ?? 'failed'
}

function certificateDifferences(views: readonly View[]): Difference[] {
  return keys(views, ({ certificates }) => certificates).flatMap((key): Difference[] => {
    const [host = '', port] = split(key)
    const seen = seenBy(views, ({ certificates }) => certificates, key)
    const sets = seen.map(({ value }) =>
      [...new Set([...value.values()].map(({ sha256 }) => sha256))].sort().join(' '),
    )
    if (new Set(sets).size < 2) return []
    const told = seen.map(({ side, value }) => ({ side, what: certificatesText([...value.values()]) }))
    return [{ ...certificateKind(seen.map(({ value }) => value)), host, port, seen: told }]
  })
}

type Shown = ReadonlyMap<string, ShownCertificate>

function certificateKind(sides: readonly Shown[]): Pick<Difference, 'kind' | 'severity'> {
  const pairs = sides.flatMap((one, at) =>
    sides.slice(at + 1).flatMap((other) =>
      [...one].flatMap(([address, certificate]) => {
        const there = other.get(address)
        return there === undefined || there.sha256 === certificate.sha256
          ? []
          : [[certificate, there] as const]
      }),
    ),
  )
  // At the same address, somebody on the way answers in its place, or several machines are behind it.
  if (pairs.some(([one, other]) => one.issuer !== other.issuer)) {
    return { kind: 'tls-interception', severity: 'error' }
  }
  if (pairs.length > 0) return { kind: 'load-balancer', severity: 'warning' }
  const untrusted = sides.some((side) => [...side.values()].some(({ trusted }) => trusted === false))
  return { kind: 'other-certificate', severity: untrusted ? 'warning' : 'info' }
}

function certificatesText(certificates: readonly ShownCertificate[]): string {
  const unique = new Map(certificates.map((certificate) => [certificate.sha256, certificate]))
  return [...unique.values()]
    .map(({ sha256, issuer, notAfter, trusted }) => {
      const until = notAfter.slice(0, 10)
      return `${sha256.slice(0, 8)} of ${issuer}, until ${until}${trusted === false ? ', not trusted' : ''}`
    })
    .join('; ')
}

/** More paths than these are told by their number. */
const MOST_PATHS = 4

function answerDifferences(views: readonly View[]): Difference[] {
  return keys(views, ({ answers }) => answers).flatMap((host): Difference[] => {
    const seen = seenBy(views, ({ answers }) => answers, host)
    if (seen.length < 2) return []
    const requests = new Set(seen.flatMap(({ value }) => value.map(requestOf)))
    const differing = [...requests].filter((request) => {
      const all = seen.map(({ value }) => toldOf(value, request))
      // Who did not ask says nothing, and a connection that failed is told with the ports.
      const told = all.filter((each) => each.length > 0 && each.every(isAnswer))
      return told.length === seen.length && new Set(told.map((each) => each.join(' '))).size > 1
    })
    if (differing.length === 0) return []
    const outside = seen.filter(({ perspective }) => perspective === 'outside')
    const unlikeOutside = differing.some(
      (request) => new Set(outside.map(({ value }) => toldOf(value, request).join(' '))).size > 1,
    )
    const what = ({ value }: (typeof seen)[number]) => {
      const lines = differing
        .slice(0, MOST_PATHS)
        .map((request) => `${request} ${toldOf(value, request).join(', ')}`)
      const more = differing.length - lines.length
      return `${lines.join('; ')}${more > 0 ? ` and ${more} more` : ''}`
    }
    return [
      {
        kind: unlikeOutside ? 'region-filtered' : 'publishing',
        severity: unlikeOutside ? 'warning' : 'info',
        host,
        seen: seen.map((view) => ({ side: view.side, what: what(view) })),
      },
    ]
  })
}

/** What came once the connection stood. */
function isAnswer(told: string): boolean {
  return /^(?:HTTP |http\.|tls\.)/.test(told)
}

function requestOf({ method, path }: Answer): string {
  return `${method} ${path.split('?')[0]}`
}

function toldOf(answers: readonly Answer[], request: string): string[] {
  return [...new Set(answers.filter((each) => requestOf(each) === request).map(({ told }) => told))].sort()
}

function split(key: string): [host: string, port: number] {
  const space = key.lastIndexOf(' ')
  return [key.slice(0, space), Number(key.slice(space + 1))]
}

/** The findings of all reports, each once by its code and its subject, with the sides that have it. */
function sharedFindings(reports: readonly Report[]): SharedFinding[] {
  const all = new Map<string, { finding: Finding; sides: number[] }>()
  for (const [side, { findings }] of reports.entries()) {
    for (const finding of findings) {
      const key = findingKey(finding)
      const known = all.get(key) ?? { finding, sides: [] }
      if (!known.sides.includes(side)) known.sides.push(side)
      // The worst of what the sides make of it.
      if (RANK[finding.severity] < RANK[known.finding.severity]) known.finding = finding
      all.set(key, known)
    }
  }
  return [...all.values()].sort((left, right) => RANK[left.finding.severity] - RANK[right.finding.severity])
}

/** What makes it the same finding in another report. */
export function findingKey({ code, subject }: Finding): string {
  // A certificate that was replaced by another with the same fault is the same fault; so is a renumbered host.
  const { kind } = subject
  const host = kind === 'certificate' || kind === 'endpoint' || kind === 'address' ? subject.host : undefined
  return host === undefined ? `${code} ${canonicalText(subject)}` : `${code} ${kind} ${host}`
}
