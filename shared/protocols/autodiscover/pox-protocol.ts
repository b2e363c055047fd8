import type { AnswerNote } from './note.ts'
import { readServerVersion, type ServerVersion } from './server-version.ts'
import { childNamed, childrenNamed, textOf, type XmlElement } from './xml.ts'

/** Where the services are. URLs are the server's word: neither valid nor reachable for sure. */
export interface ServiceUrls {
  /** Availability. */
  readonly asUrl?: string
  readonly ewsUrl?: string
  /** EWS for management. */
  readonly emwsUrl?: string
  readonly oofUrl?: string
  readonly oabUrl?: string
  readonly umUrl?: string
  readonly ecpUrl?: string
  readonly sharingUrl?: string
}

/**
 * RPC as Outlook is to speak it: `EXCH` names the RPC server, `EXPR` the proxy in front of it for old clients, `EXHTTP` both
 * from Exchange 2013 on, once for the inside and once for the outside.
 */
export interface RpcProtocol extends ServiceUrls {
  readonly type: 'EXCH' | 'EXPR' | 'EXHTTP'
  /** EXCH: `<mailbox GUID>@<domain>` from Exchange 2013 on, a host before; EXPR and EXHTTP: the proxy's host. */
  readonly server?: string
  readonly serverDn?: string
  readonly serverVersion?: ServerVersion
  readonly mdbDn?: string
  readonly publicFolderServer?: string
  /** A domain controller. */
  readonly ad?: string
  readonly ssl?: boolean
  /** Lower case (`ntlm`, `basic`, `negotiate`, `anonymous`); without it Outlook takes Kerberos or NTLM. */
  readonly authPackage?: string
  /** `none`, `msstd:<name>`; without it `msstd:<server>` holds. */
  readonly certPrincipalName?: string
  readonly serverExclusiveConnect?: boolean
  /** Paths behind `ecpUrl` by their elements' names (`EcpUrl-um`). */
  readonly ecpPaths: Readonly<Record<string, string>>
}

export interface UrlPair {
  readonly internalUrl?: string
  readonly externalUrl?: string
}

/** MAPI over HTTP. */
export interface MapiHttpProtocol {
  readonly type: 'mapiHttp'
  readonly version?: string
  readonly mailStore: UrlPair
  readonly addressBook: UrlPair
}

/** Outlook on the web from one side. */
export interface WebAccess {
  readonly owaUrls: readonly { readonly url: string; readonly authenticationMethods: readonly string[] }[]
  /** The availability URL of the protocol that belongs to this side. */
  readonly asUrl?: string
}

export interface WebProtocol {
  readonly type: 'WEB'
  readonly internal?: WebAccess
  readonly external?: WebAccess
}

/** What a provider's web site hands out who hosts mail, and not Exchange. */
export interface InternetMailProtocol {
  readonly type: 'IMAP' | 'POP3' | 'SMTP'
  readonly server?: string
  readonly port?: number
  readonly ssl?: boolean
}

export type PoxProtocol = RpcProtocol | MapiHttpProtocol | WebProtocol | InternetMailProtocol

/** One element `Protocol` (MS-OXDSCLI section 2.2.4.1.1.2.6); `undefined`, and a note, for a type that is not known. */
export function readProtocol(element: XmlElement, notes: AnswerNote[]): PoxProtocol | undefined {
  const type = element.attributes.get('Type') ?? textOf(element, 'Type') ?? ''
  switch (type.toLowerCase()) {
    case 'exch':
      return readRpc('EXCH', element, notes)
    case 'expr':
      return readRpc('EXPR', element, notes)
    case 'exhttp':
      return readRpc('EXHTTP', element, notes)
    case 'mapihttp':
      return {
        type: 'mapiHttp',
        version: element.attributes.get('Version'),
        mailStore: readPair(childNamed(element, 'MailStore')),
        addressBook: readPair(childNamed(element, 'AddressBook')),
      }
    case 'web':
      return {
        type: 'WEB',
        internal: readWebAccess(childNamed(element, 'Internal')),
        external: readWebAccess(childNamed(element, 'External')),
      }
    case 'imap':
      return readInternetMail('IMAP', element)
    case 'pop3':
      return readInternetMail('POP3', element)
    case 'smtp':
      return readInternetMail('SMTP', element)
    default:
      notes.push({ code: 'unknown-protocol', detail: type })
      return undefined
  }
}

function readRpc(type: RpcProtocol['type'], element: XmlElement, notes: AnswerNote[]): RpcProtocol {
  const said = textOf(element, 'ServerVersion')
  const serverVersion = said === undefined ? undefined : readServerVersion(said)
  if (said !== undefined && serverVersion === undefined) notes.push({ code: 'server-version', detail: said })
  return {
    type,
    server: textOf(element, 'Server'),
    serverDn: textOf(element, 'ServerDN'),
    serverVersion,
    mdbDn: textOf(element, 'MdbDN'),
    publicFolderServer: textOf(element, 'PublicFolderServer'),
    ad: textOf(element, 'AD'),
    ssl: onOrOff(textOf(element, 'SSL')),
    authPackage: textOf(element, 'AuthPackage')?.toLowerCase(),
    certPrincipalName: textOf(element, 'CertPrincipalName'),
    serverExclusiveConnect: onOrOff(textOf(element, 'ServerExclusiveConnect')),
    asUrl: textOf(element, 'ASUrl'),
    ewsUrl: textOf(element, 'EwsUrl'),
    emwsUrl: textOf(element, 'EmwsUrl'),
    oofUrl: textOf(element, 'OOFUrl'),
    oabUrl: textOf(element, 'OABUrl'),
    umUrl: textOf(element, 'UMUrl'),
    ecpUrl: textOf(element, 'EcpUrl'),
    sharingUrl: textOf(element, 'SharingUrl'),
    ecpPaths: Object.fromEntries(
      element.children.filter(({ name }) => name.startsWith('EcpUrl-')).map(({ name, text }) => [name, text]),
    ),
  }
}

function readPair(element: XmlElement | undefined): UrlPair {
  return { internalUrl: textOf(element, 'InternalUrl'), externalUrl: textOf(element, 'ExternalUrl') }
}

function readWebAccess(element: XmlElement | undefined): WebAccess | undefined {
  if (element === undefined) return undefined
  const owaUrls = childrenNamed(element, 'OWAUrl').map(({ text, attributes }) => ({
    url: text,
    authenticationMethods: (attributes.get('AuthenticationMethod') ?? '')
      .split(',')
      .map((method) => method.trim())
      .filter(Boolean),
  }))
  return { owaUrls, asUrl: textOf(childNamed(element, 'Protocol'), 'ASUrl') }
}

function readInternetMail(type: InternetMailProtocol['type'], element: XmlElement): InternetMailProtocol {
  const port = textOf(element, 'Port')
  return {
    type,
    server: textOf(element, 'Server'),
    port: port !== undefined && /^\d{1,5}$/.test(port) ? Number(port) : undefined,
    ssl: onOrOff(textOf(element, 'SSL')),
  }
}

function onOrOff(text: string | undefined): boolean | undefined {
  if (/^on$/i.test(text ?? '')) return true
  return /^off$/i.test(text ?? '') ? false : undefined
}
