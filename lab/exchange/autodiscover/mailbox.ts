import { createHash } from 'node:crypto'
import type { ServerFacts } from '../server-facts.ts'

/** What Autodiscover knows about a mailbox: all of it follows from the address. */
export interface Mailbox {
  readonly address: string
  readonly displayName: string
  readonly guid: string
  readonly legacyDn: string
  /** What names the server to RPC: since 2013 the mailbox itself, up to 2010 the computer. */
  readonly rpcServer: string
  readonly serverDn: string
}

export function mailboxOf(address: string, { version, dnsName, netbiosName }: ServerFacts): Mailbox {
  const [local = '', domain = ''] = address.split('@')
  const guid = guidOf(address.toLowerCase())
  const group = '/o=Lab/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)'
  const rpcServer = version.frontEnd ? `${guid}@${domain}` : dnsName
  const server = version.frontEnd ? rpcServer : netbiosName
  return {
    address,
    displayName: local,
    guid,
    legacyDn: `${group}/cn=Recipients/cn=${guid.replaceAll('-', '')}-${local}`,
    rpcServer,
    serverDn: `${group}/cn=Configuration/cn=Servers/cn=${server}`,
  }
}

/** The same address, the same GUID. */
export function guidOf(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex')
  return [0, 8, 12, 16, 20].map((at, index) => digits.slice(at, [8, 12, 16, 20, 32][index])).join('-')
}
