import type { Scenario } from './scenario.ts'

/**
 * What the lab itself has on its internet: the resolvers, over IPv4 and IPv6, so that a vantage has something to prove
 * its IPv6 by, and where the authorities' certificates can be fetched. It is not a tenant to look at.
 */
export const infrastructure: Scenario = {
  name: 'lab',
  title: 'The resolvers and the certificate authority of the lab',
  rows: [],
  hosts: {
    'resolver-a': {
      addresses: ['ipv4', 'ipv6'],
      ports: { 443: { kind: 'doh', certificate: { names: ['resolver-a'] }, resolver: 'resolver-a' } },
    },
    'resolver-b': {
      addresses: ['ipv4', 'ipv6'],
      ports: { 443: { kind: 'doh', certificate: { names: ['resolver-b'] }, resolver: 'resolver-b' } },
    },
    ca: { addresses: ['ipv4'], ports: { 80: { kind: 'http', behind: { kind: 'issuers' } } } },
  },
  zone: [
    { name: 'resolver-a', type: 'HOST', host: 'resolver-a' },
    { name: 'resolver-b', type: 'HOST', host: 'resolver-b' },
    { name: 'ca', type: 'HOST', host: 'ca' },
    { name: 'ns1', type: 'HOST', host: 'resolver-a' },
    { name: 'ns2', type: 'HOST', host: 'resolver-b' },
  ],
  expect: [],
}
