import type { TlsOptions } from 'node:tls'
import { createNodePlatform } from '../../../../node/platform.ts'
import {
  type ExchangeHostFacts,
  examineExchangeHost,
  type PublishedHost,
} from '../../../../shared/checks/exchange/host.ts'
import { check, foldReport, type ProbeEvent, type Report, runProbe } from '../../../../shared/engine/index.ts'
import { surroundings } from '../../engine/harness.ts'
import { type Behaviour, rawServer } from './raw-server.ts'

export const HOST = 'mail.contoso.test'
/** Reserved for documentation (RFC 5737): the test's network leads it to servers of its own. */
const ADDRESSES = ['192.0.2.10', '192.0.2.11', '192.0.2.12']

export interface Examined {
  readonly report: Report
  readonly facts: ExchangeHostFacts | undefined
  /** The codes of all findings above `info`, each with its severity. */
  readonly faults: readonly string[]
  readonly infos: readonly string[]
  /** Requests that each server saw. */
  readonly logs: readonly (readonly string[])[]
}

/** Examines a host that has these servers behind its addresses, in their order. */
export async function examine(
  behaviours: Behaviour | readonly Behaviour[],
  expects?: PublishedHost['expects'],
  options?: TlsOptions,
): Promise<Examined> {
  const servers = await Promise.all([behaviours].flat().map((behave) => rawServer(behave, options)))
  const node = createNodePlatform()
  const ports = new Map(servers.map(({ port }, index) => [ADDRESSES[index] ?? '', port]))
  const platform: typeof node = {
    ...node,
    connect: ({ address }, signal) =>
      node.connect({ address: '127.0.0.1', port: ports.get(address) ?? 1 }, signal),
  }
  let facts: ExchangeHostFacts | undefined
  const root = check('test.root', async (step) => {
    facts = await examineExchangeHost(step, { host: HOST, expects })
  })
  const overrides = [...ports.keys()].map((address) => ({ host: HOST, address }))
  const request = { probe: 'test', target: HOST, deadlineSeconds: 40, overrides }
  const events: ProbeEvent[] = []
  const signal = new AbortController().signal
  const run = runProbe({ root, input: {}, signsIn: false }, request, surroundings({ platform }), { signal })
  for await (const event of run) events.push(event)
  await Promise.all(servers.map((server) => server.close()))
  const report = foldReport(events)
  if (!report) throw new Error('the run has no first event')
  const codes = (...severities: string[]) =>
    report.findings
      .filter(({ severity }) => severities.includes(severity))
      .map(({ code, severity }) => (severities.length > 1 ? `${severity} ${code}` : code))
      .sort()
  return {
    report,
    facts,
    faults: codes('error', 'warning'),
    infos: codes('info'),
    logs: servers.map(({ log }) => log),
  }
}
