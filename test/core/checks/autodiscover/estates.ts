import type { Lab } from '../../../../lab/index.ts'
import { goodHost, hostLike } from '../../../../lab/scenarios/parts.ts'
import type { Host, Scenario } from '../../../../lab/scenarios/scenario.ts'
import { foldReport, type ProbeEvent, type Report } from '../../../../shared/engine/index.ts'
import { vantageOnLab } from '../../../scenarios/lab-vantage.ts'

type Service = NonNullable<Parameters<typeof hostLike>[0]['behind']>
type Record = Scenario['zone'][number]

/** Exchange 2019 on port 443, with something else about it. */
export function exchange(
  change: Omit<Extract<Service, { kind: 'exchange' }>, 'kind' | 'version'> = {},
): Host {
  return hostLike({ behind: { kind: 'exchange', version: '2019', ...change } })
}

/** A web server with a certificate for these names. */
export function webSite(...names: readonly string[]): Host {
  const behind: Service = { kind: 'web-site', software: 'apache', unknownPaths: 'not-found' }
  return hostLike({ behind, certificate: { names } })
}

/** A hosting company's server, whose Autodiscover hands out IMAP. */
export function foreignSite(...names: readonly string[]): Host {
  return hostLike({ behind: { kind: 'hosting-provider' }, certificate: { names } })
}

/** A site on port 80 alone that redirects. */
export function redirector(to: { scheme?: 'http' | 'https'; host?: string; path?: string }): Host {
  return {
    addresses: ['ipv4'],
    ports: { 80: { kind: 'http', behind: { kind: 'redirector', to } } },
    others: 'refuse',
  }
}

export const host = (name: string, of = name): Record => ({ name, type: 'HOST', host: of })
export const alias = (name: string, target: string): Record => ({ name, type: 'CNAME', target })
export const srv = (target: string, port = 443): Record => ({
  name: '_autodiscover._tcp',
  type: 'SRV',
  priority: 0,
  weight: 0,
  port,
  target,
})

/** An organisation whose mail goes to its own server, `mail`. */
export function estate(name: string, hosts: Scenario['hosts'], ...zone: Scenario['zone']): Scenario {
  const mail: Record = { name: '@', type: 'MX', preference: 10, target: 'mail' }
  return {
    name,
    title: name,
    rows: [],
    hosts: { mail: goodHost, ...hosts },
    zone: [mail, host('mail'), ...zone],
    expect: [],
  }
}

/** The report of a probe of an estate, by default of the domain from outside. */
export async function probed(
  lab: Lab,
  estateName: string,
  {
    probe = 'autodiscover',
    target = (domain: string) => domain,
    view = 'outside' as 'outside' | 'inside',
    server = undefined as string | undefined,
  } = {},
): Promise<Report> {
  const request = { probe, target: target(`${estateName}.test`), ...(server && { server }) }
  const events: ProbeEvent[] = []
  const signal = new AbortController().signal
  for await (const event of vantageOnLab(lab, view).run(request, { signal })) events.push(event)
  const report = foldReport(events)
  if (!report) throw new Error('the run has no first event')
  return report
}

/** The findings as `severity code`, each once. */
export function told({ findings }: Report): string[] {
  return [...new Set(findings.map(({ severity, code }) => `${severity} ${code}`))].sort()
}
