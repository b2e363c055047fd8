import { everyStep, type Plain, type Report, type ReportStep, type Severity } from '../engine/index.ts'

/** One certificate of a chain, as the evidence of a report describes it. Every text is foreign. */
export interface ChainLink {
  readonly sha256: string
  /** SHA-1, hex. */
  readonly thumbprint: string
  readonly subject: string
  readonly issuer: string
  /** ISO 8601. */
  readonly notBefore: string
  readonly notAfter: string
  /** `RSA 2048`, `EC P-256`. */
  readonly key: string
  readonly signature: string
  /** `unused`: presented, and not on the path. `unknown`: no path was looked for. */
  readonly source: 'presented' | 'fetched' | 'store' | 'unused' | 'unknown'
  readonly presented: boolean
  /** Of a trust anchor: whose. */
  readonly store?: string
  /** Of a fetched one: whence. */
  readonly url?: string
  readonly problems: readonly string[]
  /** What its issuer says of it, if that was asked: `good`, `revoked`, `unknown`. */
  readonly standing?: string
  /** The findings about it. */
  readonly found: readonly { readonly code: string; readonly severity: Severity }[]
}

/** A chain, and where it was met. */
export interface ShownChain {
  readonly places: readonly { readonly host: string; readonly endpoint: string }[]
  /** Leaf first, the trust anchor last, what is not on the path behind it. */
  readonly links: readonly ChainLink[]
  readonly trustedBy: readonly string[]
  readonly notTrustedBy: readonly string[]
  readonly balking: readonly { readonly client: string; readonly because: string }[]
}

type Fields = { readonly [key: string]: Plain | undefined }

/**
 * The chains that a report has seen, each once, however many addresses and hosts present it. Total: evidence that
 * is not of the expected shape is left out.
 */
export function certificateChains(report: Report): ShownChain[] {
  const steps = [...everyStep(report.steps)].filter(({ status }) => status !== 'shared')
  const chains = new Map<string, { presented: Fields[]; places: { host: string; endpoint: string }[] }>()
  for (const step of steps.filter(({ check }) => check === 'certificate.presented')) {
    const presented = members(evidenceOf(step, 'certificate.chain')).map(fields)
    if (presented.length === 0) continue
    const key = presented.map(({ sha256 }) => text(sha256)).join(' ')
    const chain = chains.get(key) ?? { presented, places: [] }
    chain.places.push(placeOf(step.input))
    chains.set(key, chain)
  }
  return [...chains].map(([key, { presented, places }]) => {
    const about = (check: string) =>
      steps.find(
        (step) => step.check === check && members(fields(step.input).chain).map(text).join(' ') === key,
      )
    const trust = about('certificate.trust')
    const path = members(evidenceOf(trust, 'certificate.path')).map(fields)
    const stores = members(evidenceOf(trust, 'certificate.stores')).map(fields)
    const named = (trusts: boolean) =>
      withoutNeedless(stores)
        .filter((store) => store.trusts === trusts)
        .map(({ name }) => text(name))
    return {
      places,
      links: (path.length > 0 ? path : presented).map((link) => linkOf(link, presented, steps, report)),
      trustedBy: named(true),
      notTrustedBy: named(false),
      balking: members(evidenceOf(about('certificate.clients'), 'certificate.balking-clients')).map(
        (each) => {
          const { client, because } = fields(each)
          return { client: text(client), because: text(because) }
        },
      ),
    }
  })
}

function placeOf(input: Plain): { host: string; endpoint: string } {
  const { host, address, port } = fields(input)
  const endpoint = port === 443 ? text(address) : `${text(address)} port ${text(port)}`
  return { host: text(host), endpoint }
}

function linkOf(
  link: Fields,
  presented: readonly Fields[],
  steps: readonly ReportStep[],
  report: Report,
): ChainLink {
  const sha256 = text(link.sha256)
  const described = presented.find((each) => text(each.sha256) === sha256) ?? link
  const { subject, issuer, notBefore, notAfter, thumbprint, signature, key } = described
  const standing = standingOf(sha256, steps)
  return {
    sha256,
    thumbprint: text(thumbprint),
    subject: text(subject),
    issuer: text(issuer),
    notBefore: text(notBefore),
    notAfter: text(notAfter),
    key: keyText(fields(key)),
    signature: text(signature),
    source: SOURCES.find((source) => source === link.source) ?? 'unknown',
    presented: link.presented === true || presented.includes(link),
    ...(link.store !== undefined && { store: text(link.store) }),
    ...(link.url !== undefined && { url: text(link.url) }),
    problems: members(link.problems).map(text),
    ...(standing !== undefined && { standing }),
    found: foundAbout(sha256, report),
  }
}

/** Each code once: several hosts may present the same certificate. */
function foundAbout(sha256: string, report: Report): ChainLink['found'] {
  const about = report.findings.filter(
    ({ subject }) => subject.kind === 'certificate' && subject.sha256 === sha256,
  )
  return Array.from(new Map(about.map(({ code, severity }) => [code, severity])), ([code, severity]) => ({
    code,
    severity,
  }))
}

const SOURCES = ['presented', 'fetched', 'store', 'unused'] as const

function keyText({ algorithm, bits, curve }: Fields): string {
  const name = text(algorithm).toUpperCase()
  return curve === undefined ? [name, text(bits)].filter(Boolean).join(' ') : `${name} ${text(curve)}`
}

function standingOf(sha256: string, steps: readonly ReportStep[]): string | undefined {
  const asked = steps.find(
    ({ check, input }) =>
      check === 'certificate.issuer-standing' && text(fields(input).certificate) === sha256,
  )
  const stapled = steps.find(
    ({ check, input }) =>
      check === 'certificate.revocation' && text(members(fields(input).chain)[0]) === sha256,
  )
  const said = evidenceOf(asked, 'certificate.standing') ?? evidenceOf(stapled, 'certificate.staple')
  return said === undefined ? undefined : text(fields(said).status) || undefined
}

/** One public list is enough: that another lacks the root makes no difference. */
function withoutNeedless(stores: readonly Fields[]): readonly Fields[] {
  const isPublic = stores.some(({ kind, trusts }) => kind === 'public' && trusts === true)
  return stores.filter(({ kind, trusts }) => !(isPublic && kind === 'public' && trusts !== true))
}

function evidenceOf(step: ReportStep | undefined, name: string): Plain | undefined {
  return step?.evidence.find((evidence) => evidence.name === name)?.value
}

function fields(value: Plain | undefined): Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {}
}

function members(value: Plain | undefined): readonly Plain[] {
  return Array.isArray(value) ? value : []
}

function text(value: Plain | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
