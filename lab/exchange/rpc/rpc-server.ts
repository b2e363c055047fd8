import { ntlmAcceptor } from '../../ntlm/acceptor.ts'
import { negotiateAcceptor, withoutNtlm } from '../../ntlm/negotiate-acceptor.ts'
import type { AddressBookServer } from '../mailbox/address-book/address-book-server.ts'
import type { MailboxServer } from '../mailbox/mailbox-server.ts'
import type { ServiceContext } from '../services.ts'
import type { Sessions } from '../sessions.ts'
import type { VirtualConnection } from './channels/virtual-connection.ts'
import { asyncEmsmdbInterface, emsmdbInterface } from './interfaces/emsmdb.ts'
import { mgmtInterface } from './interfaces/mgmt.ts'
import { nspiInterface } from './interfaces/nspi.ts'
import { rfrInterface } from './interfaces/rfr.ts'
import { rpcProxy } from './rpc-proxy.ts'
import type { RpcEndpoint } from './rpc-settings.ts'
import { serveAssociation } from './server/association.ts'
import type { RpcInterface } from './server/rpc-interface.ts'
import type { NewAcceptor } from './server/security-contexts.ts'

/** RPC over HTTP of an Exchange server: the proxy, and the interfaces on their endpoints. */
export function rpcOverHttp(
  { service, server, accounts, sessions }: ServiceContext,
  mailboxes: MailboxServer,
  addressBook: AddressBookServer,
) {
  const { version, netbiosName, dnsName, ntlm } = server
  const { directory } = mailboxes
  const settings = service.rpc ?? {}
  // Up to 2010 RPC itself has to know who calls; since then the proxy tells the server.
  const rpcAuthenticationRequired = !version.frontEnd
  const now = () => Date.now() + server.clockAheadMinutes * 60_000

  const emsmdb = emsmdbInterface({
    server: mailboxes,
    build: version.build,
    hasOneEndpoint: version.frontEnd,
    encryptionRequired: settings.encryptionRequired === true,
    rpcAuthenticationRequired,
  })
  const asyncEmsmdb = asyncEmsmdbInterface()
  const nspi = nspiInterface(addressBook, rpcAuthenticationRequired)
  const rfr = rfrInterface({
    serverOf: (userDn) =>
      mailboxes.faults.withoutReferral === true ? undefined : directory.withDn(userDn)?.mailbox.rpcServer,
    serverWithDn: (serverDn) =>
      directory.all.find(({ mailbox }) => mailbox.serverDn.toLowerCase() === serverDn.toLowerCase())?.mailbox
        .rpcServer,
    rpcAuthenticationRequired,
  })
  const endpoints = version.frontEnd
    ? onEach([emsmdb, asyncEmsmdb, nspi, rfr])
    : { 6001: [emsmdb, asyncEmsmdb], 6002: [rfr, nspi], 6004: [nspi, rfr] }

  const { packages = ['NTLM', 'Negotiate'] } = settings
  const newAcceptor: NewAcceptor = (scheme) => {
    if (scheme === 'Negotiate' && packages.includes('Kerberos')) return withoutNtlm
    if (!packages.includes(scheme)) return undefined
    return (scheme === 'NTLM' ? ntlmAcceptor : negotiateAcceptor)({ target: ntlm, accounts, scheme, now })
  }

  return rpcProxy({
    settings,
    frontEnd: version.frontEnd,
    knows: (name) =>
      [netbiosName, dnsName].some((one) => one.toLowerCase() === name.toLowerCase()) ||
      (version.frontEnd && directory.withServer(name) !== undefined),
    serve: (endpoint, identity) => {
      const interfaces = endpoints[endpoint]
      return serveAssociation({
        endpoint: String(endpoint),
        interfaces: [...interfaces, mgmtInterface(interfaces)],
        settings,
        identity,
        newAcceptor,
      })
    },
    // From 2013 on any front end leads to the mailbox's own server, where the two channels meet.
    connections: version.frontEnd && settings.apart !== true ? meetingPlaceOf(sessions) : new Map(),
    opened: () => sessions.open('connection'),
  })
}

const meetingPlaces = new WeakMap<Sessions, Map<string, VirtualConnection>>()

/** Where the channels of a tenant meet, whichever front end they came through. */
function meetingPlaceOf(sessions: Sessions): Map<string, VirtualConnection> {
  const place = meetingPlaces.get(sessions) ?? new Map<string, VirtualConnection>()
  meetingPlaces.set(sessions, place)
  return place
}

/** From 2013 on everything answers everywhere. */
function onEach(interfaces: readonly RpcInterface[]): Readonly<Record<RpcEndpoint, readonly RpcInterface[]>> {
  return { 6001: interfaces, 6002: interfaces, 6004: interfaces }
}
