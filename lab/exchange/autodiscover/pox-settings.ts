import type { MailboxFeature } from '../../accounts/index.ts'
import { absoluteName } from '../../dns/absolute-name.ts'
import { offlineAddressBookGuid } from '../offline-address-book/answer-oab.ts'
import type { ServerFacts } from '../server-facts.ts'
import { packedBuild, VERSIONS } from '../versions.ts'
import { guidOf, type Mailbox, mailboxOf } from './mailbox.ts'
import { poxAccount } from './pox-reply.ts'
import type { PoxRequest } from './pox-request.ts'
import type { ProtocolName, SettingsVariation } from './reply.ts'
import { element, text } from './xml.ts'

/** The settings of a mailbox as the server's version hands them out (MS-OXDSCLI section 2.2.4.1.1.2). */
export function poxSettings(
  server: ServerFacts,
  request: PoxRequest,
  variation: SettingsVariation,
  without: readonly MailboxFeature[],
): string {
  const { mailboxVersion, serverDomain } = variation
  const holder = mailboxVersion === undefined ? server : { ...server, version: VERSIONS[mailboxVersion] }
  const found = mailboxOf(request.address, holder)
  const mailbox =
    serverDomain === undefined
      ? found
      : { ...found, rpcServer: `${found.guid}@${absoluteName(serverDomain, server.domain)}` }
  const context: Context = { server: holder, mailbox, request, variation, without }
  return poxAccount(
    [
      text('DisplayName', mailbox.displayName),
      text('LegacyDN', mailbox.legacyDn),
      text('AutoDiscoverSMTPAddress', mailbox.address),
      text('DeploymentId', guidOf(server.domain)),
    ],
    [
      text('AccountType', 'email'),
      text('Action', 'settings'),
      text('MicrosoftOnline', 'False'),
      ...protocolsFor(context).map((name) => PROTOCOLS[name](context)),
    ],
    variation.misprintedNamespaces === true ? 'https' : 'http',
  )
}

interface Context {
  readonly server: ServerFacts
  readonly mailbox: Mailbox
  readonly request: PoxRequest
  readonly variation: SettingsVariation
  /** What this mailbox may not be reached by. */
  readonly without: readonly MailboxFeature[]
}

/** Which protocols this version tells of to a client that says so much of itself, in their order. */
function protocolsFor({
  server: { version },
  request,
  variation,
  without,
}: Context): readonly ProtocolName[] {
  const overMapi = request.mapiHttp && version.mapiOverHttp && !without.includes('mapi-http')
  // From 2016 on, a client that knows MAPI over HTTP is told of nothing older; 2013 tells it of both.
  const overRpc = !overMapi || version.build[1] === 0
  const names: ProtocolName[] = [
    ...(overRpc ? (['EXCH', 'EXPR'] as const) : []),
    'WEB',
    ...(overRpc && request.exHttpInfo && version.frontEnd ? (['EXHTTP'] as const) : []),
    ...(overMapi ? (['mapiHttp'] as const) : []),
  ]
  const barred: readonly ProtocolName[] = [
    ...(variation.without ?? []),
    ...(without.includes('rpc-over-http') ? (['EXPR', 'EXHTTP'] as const) : []),
    ...(without.includes('mapi') ? (['EXCH', 'EXPR', 'EXHTTP', 'mapiHttp'] as const) : []),
  ]
  return names.filter((name) => !barred.includes(name))
}

const PROTOCOLS: Record<ProtocolName, (context: Context) => string> = { EXCH, EXPR, EXHTTP, WEB, mapiHttp }

function EXCH(context: Context): string {
  const { server, mailbox } = context
  return element(
    'Protocol',
    '',
    text('Type', 'EXCH'),
    text('Server', mailbox.rpcServer),
    text('ServerDN', mailbox.serverDn),
    text('ServerVersion', packedBuild(server.version)),
    text('MdbDN', `${mailbox.serverDn}/cn=Microsoft Private MDB`),
    text('PublicFolderServer', server.namespace),
    // Up to 2010 the RPC itself is authenticated; since then TLS alone protects it.
    ...(server.version.frontEnd ? [text('AuthPackage', 'Anonymous')] : []),
    text('AD', server.ntlm.dnsDomain),
    ...webServices(context),
  )
}

function EXPR(context: Context): string {
  const { certPrincipalName } = context.variation
  return element(
    'Protocol',
    '',
    text('Type', 'EXPR'),
    ...outlookAnywhere(context),
    ...(certPrincipalName === undefined ? [] : [text('CertPrincipalName', certPrincipalName)]),
    ...webServices(context),
  )
}

function EXHTTP(context: Context): string {
  return element(
    'Protocol',
    '',
    text('Type', 'EXHTTP'),
    ...outlookAnywhere(context),
    ...webServices(context),
    text('ServerExclusiveConnect', 'On'),
  )
}

function WEB(context: Context): string {
  const owa = `https://${webHost(context)}/owa/`
  return element(
    'Protocol',
    '',
    text('Type', 'WEB'),
    element('External', '', element('OWAUrl', 'AuthenticationMethod="Fba"', owa)),
  )
}

function mapiHttp(context: Context): string {
  const { mapiLeavesOut: leavesOut } = context.variation
  const query = `MailboxId=${context.mailbox.guid}@${context.server.domain}`
  const store = (part: string) => [
    text('InternalUrl', `https://${context.server.namespace}/mapi/${part}/?${query}`),
    ...(context.variation.mapiInternalOnly === true
      ? []
      : [text('ExternalUrl', `https://${webHost(context)}/mapi/${part}/?${query}`)]),
  ]
  return element(
    'Protocol',
    'Type="mapiHttp" Version="1"',
    ...(leavesOut === 'MailStore' ? [] : [element('MailStore', '', ...store('emsmdb'))]),
    ...(leavesOut === 'AddressBook' ? [] : [element('AddressBook', '', ...store('nspi'))]),
  )
}

/** Where Outlook Anywhere is, and how one signs in there. */
function outlookAnywhere({ server, request, variation }: Context): string[] {
  const { authPackage = request.negotiate && server.version.frontEnd ? 'negotiate' : 'ntlm' } = variation
  return [
    text('Server', hostOr(variation.outlookAnywhereHost, server)),
    text('SSL', variation.withoutTls === true ? 'Off' : 'On'),
    ...(authPackage === 'left-out' ? [] : [text('AuthPackage', AUTH_PACKAGES[authPackage])]),
  ]
}

const AUTH_PACKAGES = { basic: 'Basic', ntlm: 'Ntlm', negotiate: 'Negotiate' } as const

function webServices(context: Context): string[] {
  const { servicesHost } = context.variation
  const host = servicesHost === undefined ? webHost(context) : hostOr(servicesHost, context.server)
  const ews = `https://${host}/EWS/Exchange.asmx`
  return [
    text('ASUrl', ews),
    text('OOFUrl', ews),
    text('EwsUrl', ews),
    text('OABUrl', `https://${host}/OAB/${offlineAddressBookGuid(context.server.domain)}/`),
    text('EcpUrl', `https://${host}/ecp/`),
  ]
}

function webHost({ server, variation }: Context): string {
  return hostOr(variation.webHost, server)
}

function hostOr(host: string | undefined, server: ServerFacts): string {
  return host === undefined ? server.namespace : absoluteName(host, server.domain)
}
