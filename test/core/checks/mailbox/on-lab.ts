import { expect, vi } from 'vitest'
import type { ExchangeService } from '../../../../lab/exchange/exchange-service.ts'
import { type AccountsSpec, type Lab, labPlatform, type Scenario, startLab } from '../../../../lab/index.ts'
import { createNodePlatform } from '../../../../node/platform.ts'
import { askSignedIn } from '../../../../shared/checks/sign-in/open.ts'
import {
  check,
  foldReport,
  type ProbeEvent,
  type Report,
  runProbe,
  type Step,
  type TraceEntry,
} from '../../../../shared/engine/index.ts'
import {
  type PoxSettings,
  poxRequest,
  readPoxResponse,
} from '../../../../shared/protocols/autodiscover/index.ts'
import { type Authenticator, localAuthenticator } from '../../../../shared/sign-in/index.ts'
import { tenantWith } from '../../../lab/exchange/raw-client.ts'
import { surroundings } from '../../engine/harness.ts'

const PASSWORD = 'Lab-Passw0rd!'

/** What a tenant's Exchange does otherwise than a healthy one, and its users. */
export type Tenant = Partial<Omit<ExchangeService, 'kind'>> & { readonly accounts?: AccountsSpec }

/** Starts a lab with these tenants, each an Exchange 2019 unless it says otherwise. */
export function labOf(tenants: Readonly<Record<string, Tenant>>): Promise<Lab> {
  const scenarios = Object.entries(tenants).map(
    ([name, { accounts, ...service }]): Scenario => ({
      ...tenantWith(name, { kind: 'exchange', version: '2019', ...service }),
      ...(accounts && { accounts }),
    }),
  )
  return startLab({ scenarios })
}

/** What a signed-in user was told. */
export interface Told {
  readonly host: string
  readonly address: string
  readonly mailbox: string
  readonly dn: string
  /** To a current client, and to an old one. */
  readonly current: PoxSettings
  readonly old: PoxSettings
}

export interface Outcome {
  readonly report: Report
  /** Findings with their severity: `error mapi-disabled`. */
  readonly findings: readonly string[]
  /** The evidence `mailbox.progress`, last one first. */
  readonly progress: Readonly<Record<string, unknown>>
  readonly trace: readonly TraceEntry[]
}

type Ask = (step: Step, told: Told) => Promise<unknown>
type Options = { readonly signal?: AbortSignal; readonly deadlineSeconds?: number }

/** Anna at a tenant: one credential for any number of runs. */
export interface Anna {
  /** Signs in to the tenant's Autodiscover, asks what `ask` asks, and tells what came of it. */
  fromTheStart(ask: Ask, options?: Options): Promise<Outcome>
  /** The same once she has signed in, with what she was told then. */
  goOn(told: Told, ask: Ask): Promise<Outcome>
  /** What Autodiscover tells her. */
  told(): Promise<Told>
}

export function annaAt(lab: Lab, tenant: string): Anna {
  const [address = ''] = lab.addresses[tenant]?.mail ?? []
  const host = `mail.${tenant}.test`
  const mailbox = `anna@${tenant}.test`
  const platform = labPlatform(createNodePlatform(), lab.map, 'outside')
  const authenticator = () =>
    localAuthenticator({
      user: mailbox,
      password: PASSWORD,
      request: { target: mailbox },
      ignoreTrust: true,
      randomBytes: platform.randomBytes,
      now: platform.now,
    })
  const kept = authenticator()

  async function toldBy(step: Step): Promise<Told> {
    const settingsOf = async (mapiHttp: boolean) => {
      const { headers, body } = poxRequest(mailbox, { mapiHttp })
      const path = '/autodiscover/autodiscover.xml'
      const request = { method: 'POST', path, headers, body, proves: true } as const
      const response = readPoxResponse((await askSignedIn(step, { host, address }, request)).body)
      if (response.kind !== 'settings') throw new Error(`Autodiscover says ${response.kind}`)
      return response
    }
    const [current, old] = [await settingsOf(true), await settingsOf(false)]
    return { host, address, mailbox, dn: current.user.legacyDn ?? '', current, old }
  }

  async function run(
    work: (step: Step) => Promise<unknown>,
    who: Authenticator,
    { signal = new AbortController().signal, deadlineSeconds = 60 }: Options = {},
  ): Promise<Outcome> {
    const root = check('test.root', work)
    const request = { probe: 'test', target: mailbox, deadlineSeconds }
    const [events, trace]: [ProbeEvent[], TraceEntry[]] = [[], []]
    const running = runProbe({ root, input: {}, signsIn: true }, request, surroundings({ platform }), {
      signal,
      authenticator: who,
      trace: (entry) => trace.push(entry),
    })
    for await (const event of running) events.push(event)
    const report = foldReport(events)
    if (report === undefined) throw new Error('the run has no first event')
    const progress = events.flatMap((event) =>
      event.type === 'evidence' && event.evidence.name === 'mailbox.progress' ? [event.evidence.value] : [],
    )
    return {
      report,
      findings: report.findings.map(({ severity, code }) => `${severity} ${code}`),
      progress: (progress.at(-1) ?? {}) as Readonly<Record<string, unknown>>,
      trace,
    }
  }

  return {
    fromTheStart: (ask, options) =>
      run(async (step) => ask(step, await toldBy(step)), authenticator(), options),
    goOn: (told, ask) => run((step) => ask(step, told), kept),
    async told() {
      let told: Told | undefined
      const { report } = await run(async (step) => {
        told = await toldBy(step)
      }, kept)
      if (told === undefined) throw new Error(`Anna is told nothing: ${JSON.stringify(report.steps)}`)
      return told
    },
  }
}

/** Signs in to a tenant's Autodiscover as Anna, asks what `ask` asks, and tells what came of it. */
export function asAnna(lab: Lab, tenant: string, ask: Ask, options: Options = {}): Promise<Outcome> {
  return annaAt(lab, tenant).fromTheStart(ask, options)
}

/**
 * What anna has left open at the tenant's servers. That a connection was closed reaches a server a moment later; a session
 * that was ended in order is over at once.
 */
export async function leftOpen(lab: Lab, tenant: string): Promise<Readonly<Record<string, number>>> {
  const sessions = lab.sessions(tenant)
  const kinds = ['mailbox', 'logon', 'address-book'] as const
  const left = kinds
    .map((kind) => [kind, sessions.count(kind).open] as const)
    .filter(([, count]) => count > 0)
  await vi.waitFor(() => expect(sessions.count('connection').open).toBe(0), { timeout: 10_000, interval: 10 })
  return Object.fromEntries(left)
}
