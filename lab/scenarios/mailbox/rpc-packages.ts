import type { RpcPackage } from '../../exchange/rpc/rpc-settings.ts'
import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { goodZone, unsure, works } from '../parts.ts'
import type { Scenario } from '../scenario.ts'
import { onTheWay } from './parts.ts'

/** Exchange 2010, where RPC has to know itself who calls, and takes that in one way alone. */
const by = (only: RpcPackage) =>
  serving(exchange('2010 SP3', { rpc: { packages: [only], encryptionRequired: true } }))

/** How users sign in to RPC itself. */
export const rpcPackages: readonly Scenario[] = [
  {
    name: 'rpc-by-negotiate',
    title: 'RPC itself takes Negotiate alone, with NTLM in it',
    rows: [],
    hosts: { mail: by('Negotiate') },
    zone: goodZone,
    expect: onTheWay(works),
  },
  {
    name: 'rpc-by-ntlm',
    title: 'RPC itself takes NTLM alone, and does not negotiate',
    rows: [],
    hosts: { mail: by('NTLM') },
    zone: goodZone,
    expect: onTheWay(works),
  },
  {
    name: 'rpc-by-kerberos',
    title: 'RPC itself takes Kerberos alone, which nobody has outside',
    rows: ['A16'],
    hosts: { mail: by('Kerberos') },
    zone: goodZone,
    expect: onTheWay(unsure, 'ntlm-not-possible'),
  },
]
