import type { Lab } from '../../../../lab/index.ts'
import type { RpcMailboxPlace } from '../../../../shared/checks/mailbox/rpc-caller.ts'
import { openByRpc } from '../../../../shared/checks/mailbox/rpc-mailbox.ts'
import type { MapiEndpoint } from '../../../../shared/checks/mapi/endpoint.ts'
import { openByMapiHttp } from '../../../../shared/checks/mapi/mailbox.ts'
import type { RpcEndpointNumber } from '../../../../shared/checks/rpc/place.ts'
import { type Step, settle } from '../../../../shared/engine/index.ts'
import type { RpcAuthLevel } from '../../../../shared/protocols/rpc/index.ts'
import { asAnna, type Outcome, type Tenant, type Told } from './on-lab.ts'

/** A way in which a mailbox does not open: what is broken, the findings that have to come, and the call that it stops at. */
export type MailboxFault = readonly [
  name: string,
  fault: Tenant,
  findings: readonly string[],
  stopped: string,
]

/** The tenants of faults, by their names. */
export function tenantsOf(faults: readonly MailboxFault[]): Record<string, Tenant> {
  return Object.fromEntries(faults.map(([name, fault]) => [name, fault]))
}

/** Where MAPI over HTTP is, as Autodiscover told it. */
export function mapiEndpoint(told: Told, store: 'mailStore' | 'addressBook'): MapiEndpoint {
  const { host, address, mailbox, dn, current } = told
  const protocol = current.protocols.find((each) => each.type === 'mapiHttp')
  const { pathname, search } = new URL(
    protocol?.[store].externalUrl ?? 'https://none.test/mapi/emsmdb/?MailboxId=none',
  )
  return { host, address, port: 443, path: `${pathname}${search}`, mailbox, dn }
}

/** The distinguished name of the mailbox's server, where it was told. */
export function serverDnOf({ old }: Told): { readonly serverDn?: string } {
  const [serverDn] = old.protocols.flatMap((each) => (each.type === 'EXCH' ? [each.serverDn] : []))
  return serverDn === undefined ? {} : { serverDn }
}

/** An endpoint behind the RPC proxy, as Autodiscover told it. */
export function rpcPlace(
  { host, address, mailbox, dn, old }: Told,
  endpoint: RpcEndpointNumber,
  level: RpcAuthLevel = 'privacy',
): RpcMailboxPlace {
  const [server = ''] = old.protocols.flatMap((each) => (each.type === 'EXCH' ? [each.server] : []))
  return { host, address, server, endpoint, mailbox, dn, level, preferred: 'negotiate' }
}

export const openByMapi = (step: Step, told: Told) =>
  settle(openByMapiHttp(step, mapiEndpoint(told, 'mailStore')))
export const openByRpcAt = (level?: RpcAuthLevel) => (step: Step, told: Told) =>
  settle(openByRpc(step, rpcPlace(told, 6001, level)))

/** Asks as Anna, and goes away as soon as the server has something open for her. */
export async function goAwayInside(
  lab: Lab,
  tenant: string,
  ask: (step: Step, told: Told) => Promise<unknown>,
  kind: 'mailbox' | 'logon' | 'address-book' = 'mailbox',
): Promise<Outcome> {
  const caller = new AbortController()
  const watching = setInterval(() => {
    if (lab.sessions(tenant).count(kind).open > 0) caller.abort()
  }, 1)
  const outcome = await asAnna(lab, tenant, ask, { signal: caller.signal })
  clearInterval(watching)
  return outcome
}
