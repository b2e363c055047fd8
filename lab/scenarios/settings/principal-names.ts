import { exchange, serving } from '../outlook-anywhere/parts.ts'
import { goodZone } from '../parts.ts'
import type { Host, Scenario } from '../scenario.ts'
import { asAnna } from './parts.ts'

const expecting = (certPrincipalName: string | undefined, ...names: readonly string[]): Host =>
  serving(
    exchange('2013', {
      autodiscover: { kind: 'settings', ...(certPrincipalName !== undefined && { certPrincipalName }) },
    }),
    { certificate: { names } },
  )

/** The name that Outlook Anywhere expects, against the certificate. */
export const principalNames: readonly Scenario[] = [
  {
    name: 'principal-name-other',
    title: 'Outlook is told to expect a name that the certificate does not have',
    rows: ['T06'],
    hosts: { mail: expecting('msstd:owa.principal-name-other.test', 'mail', 'autodiscover') },
    zone: goodZone,
    expect: [asAnna('outside', 'fails', ['principal-name-mismatch'])],
  },
  {
    name: 'principal-name-second',
    title: 'Outlook is told to expect a name of the certificate that is not its common name',
    rows: ['T07'],
    hosts: { mail: expecting('msstd:autodiscover.principal-name-second.test', 'mail', 'autodiscover') },
    zone: goodZone,
    expect: [asAnna('outside', 'works', [], { info: ['principal-name-san-only'] })],
  },
  {
    name: 'principal-name-wildcard',
    title: 'A wildcard certificate, and nobody told Outlook to expect it',
    rows: ['T08'],
    hosts: { mail: expecting(undefined, '*', '@') },
    zone: goodZone,
    expect: [asAnna('outside', 'works', ['principal-name-wildcard'])],
  },
  {
    name: 'principal-name-of-the-wildcard',
    title: 'A wildcard certificate, and Outlook is told to expect it',
    rows: [],
    hosts: { mail: expecting('msstd:*.principal-name-of-the-wildcard.test', '*', '@') },
    zone: goodZone,
    expect: [asAnna('outside', 'works', [])],
  },
]
