import { everyStep, type Plain, type Report, type ReportStep } from '../engine/index.ts'

/** How a port took a connection: `open`, or why it did not. */
export type Reach = 'open' | 'refused' | 'timed-out' | 'unreachable' | 'failed'

/** The certificate that a host showed at one address. */
export interface ShownCertificate {
  readonly sha256: string
  readonly issuer: string
  readonly notAfter: string
  /** Whether any list of public roots, or one that the side trusts beside them, leads to it; undefined when not judged. */
  readonly trusted: boolean | undefined
}

/** An answer to a request: the status, or the code of why there is none. */
export type Answer = { readonly path: string; readonly method: string; readonly told: string }

/** What one side saw of the network, put so that sides can be laid beside each other. Every name is foreign. */
export interface Facts {
  /** Host to addresses, sorted; empty where there is none. */
  readonly addresses: ReadonlyMap<string, readonly string[]>
  /** Host and port, as `mail.contoso.com 443`, to address to how it took a connection. */
  readonly ports: ReadonlyMap<string, ReadonlyMap<string, Reach>>
  /** The same to address to certificate. */
  readonly certificates: ReadonlyMap<string, ReadonlyMap<string, ShownCertificate>>
  /** Host to what it answered. */
  readonly answers: ReadonlyMap<string, readonly Answer[]>
}

type Fields = { readonly [key: string]: Plain | undefined }

/** Reads the facts of a report. Total: evidence that is not of the expected shape is left out. */
export function factsOf(report: Report): Facts {
  const steps = [...everyStep(report.steps)].filter(({ status }) => status !== 'shared')
  const addresses = new Map<string, readonly string[]>()
  const ports = new Map<string, Map<string, Reach>>()
  const certificates = new Map<string, Map<string, ShownCertificate>>()
  const answers = new Map<string, Answer[]>()
  for (const step of steps) {
    const { host, address, port } = fields(step.input)
    if (typeof host !== 'string') continue
    const place = `${host} ${text(port) || '443'}`
    switch (step.check) {
      case 'dns.addresses': {
        const found = fields(evidenceOf(step, 'dns.addresses')).addresses
        if (found !== undefined) addresses.set(host, members(found).map(text).sort())
        break
      }
      case 'tcp.connect': {
        const reach = reachOf(step)
        if (reach !== undefined) mapAt(ports, place).set(text(address), reach)
        break
      }
      case 'certificate.presented': {
        const shown = certificateOf(step, steps)
        if (shown !== undefined) mapAt(certificates, place).set(text(address), shown)
        break
      }
      case 'http.request': {
        const { path, method } = fields(step.input)
        const { status } = fields(evidenceOf(step, 'http.answer'))
        const told = typeof status === 'number' ? `HTTP ${status}` : step.reason?.code
        if (told === undefined) break
        answers.set(host, [...(answers.get(host) ?? []), { path: text(path), method: text(method), told }])
        break
      }
    }
  }
  return { addresses, ports, certificates, answers }
}

const REACHES: Readonly<Record<string, Reach>> = {
  'connect.refused': 'refused',
  'connect.timed-out': 'timed-out',
  'connect.unreachable': 'unreachable',
  'connect.closed': 'failed',
  'connect.failed': 'failed',
}

function reachOf({ status, reason }: ReportStep): Reach | undefined {
  return status === 'passed' ? 'open' : REACHES[reason?.code ?? '']
}

function certificateOf(step: ReportStep, steps: readonly ReportStep[]): ShownCertificate | undefined {
  const leaf = fields(members(evidenceOf(step, 'certificate.chain'))[0])
  const sha256 = text(leaf.sha256)
  if (sha256 === '') return undefined
  const judged = steps.find(
    ({ check, input }) => check === 'certificate.trust' && text(members(fields(input).chain)[0]) === sha256,
  )
  const { valid } = fields(judged && evidenceOf(judged, 'certificate.trust'))
  return {
    sha256,
    issuer: text(leaf.issuer),
    notAfter: text(leaf.notAfter),
    trusted: typeof valid === 'boolean' ? valid : undefined,
  }
}

function mapAt<Value>(maps: Map<string, Map<string, Value>>, key: string): Map<string, Value> {
  const known = maps.get(key)
  if (known !== undefined) return known
  const made = new Map<string, Value>()
  maps.set(key, made)
  return made
}

function evidenceOf(step: ReportStep, name: string): Plain | undefined {
  return step.evidence.find((evidence) => evidence.name === name)?.value
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
