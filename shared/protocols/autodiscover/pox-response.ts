import { ProtocolError } from '../protocol-error.ts'
import { NAMESPACE } from './namespaces.ts'
import type { AnswerNote } from './note.ts'
import { type PoxProtocol, readProtocol } from './pox-protocol.ts'
import { childNamed, childrenNamed, readXml, textOf, type XmlDocument, type XmlElement } from './xml.ts'

export interface PoxUser {
  readonly displayName?: string
  readonly legacyDn?: string
  readonly smtpAddress?: string
  readonly deploymentId?: string
}

/** An archive, a shared mailbox, a site mailbox that Outlook opens as well. */
export interface AlternativeMailbox {
  /** `Archive`, `Delegate`, `TeamMailbox`. */
  readonly type?: string
  readonly displayName?: string
  readonly legacyDn?: string
  readonly server?: string
  readonly smtpAddress?: string
  readonly ownerSmtpAddress?: string
}

export interface PoxSettings {
  readonly kind: 'settings'
  /** Who speaks: Exchange, a provider that has IMAP or POP3 alone, or nobody who offers anything known. */
  readonly service: 'exchange' | 'internet-mail' | 'none'
  readonly user: PoxUser
  readonly microsoftOnline?: boolean
  /** In the server's order, which is the order of its preference. */
  readonly protocols: readonly PoxProtocol[]
  readonly alternativeMailboxes: readonly AlternativeMailbox[]
  readonly publicFolderMailbox?: string
  readonly notes: readonly AnswerNote[]
}

/** Start again with another address. */
export interface PoxRedirectAddress {
  readonly kind: 'redirect-address'
  readonly address: string
  readonly notes: readonly AnswerNote[]
}

/** Ask the same again at another URL. */
export interface PoxRedirectUrl {
  readonly kind: 'redirect-url'
  readonly url: string
  readonly notes: readonly AnswerNote[]
}

/** An error within an answer that says 200. */
export interface PoxError {
  readonly kind: 'error'
  /** 500, 501, 600 to 603; left out when it is no number. */
  readonly code?: number
  readonly message?: string
  readonly debugData?: string
  /** The server's time of day. */
  readonly time?: string
  readonly id?: string
  readonly notes: readonly AnswerNote[]
}

export type PoxResponse = PoxSettings | PoxRedirectAddress | PoxRedirectUrl | PoxError

/**
 * Reads an answer to a POX request (MS-OXDSCLI section 2.2.4). Of an element that is there twice the first counts; unknown
 * ones are passed over; a wrong namespace is noted. All texts are the server's word.
 *
 * Throws `autodiscover.other-document` for XML that is no Autodiscover answer, `autodiscover.incomplete` for one that has neither
 * settings nor error nor where to go, `autodiscover.action` for an action that is not known; and for what is no XML at all
 * `autodiscover.html`, `autodiscover.xml`, `autodiscover.doctype`, `autodiscover.encoding`, `autodiscover.empty`,
 * `autodiscover.too-large`, `autodiscover.too-complex`.
 */
export function readPoxResponse(body: Uint8Array): PoxResponse {
  const document = readXml(body)
  const { root } = document
  if (root.name !== 'Autodiscover')
    throw new ProtocolError('autodiscover.other-document', 'the answer is XML, but none of Autodiscover')
  const response = childNamed(root, 'Response')
  const notes = notesOn(document, response)

  const error = childNamed(response, 'Error')
  if (error) return readError(error, notes)
  const account = childNamed(response, 'Account')
  if (!account)
    throw new ProtocolError('autodiscover.incomplete', 'the answer has neither an account nor an error')
  return readAccount(account, childNamed(response, 'User'), notes)
}

function notesOn({ root, encoding }: XmlDocument, response: XmlElement | undefined): AnswerNote[] {
  const notes: AnswerNote[] = []
  if (encoding !== undefined && encoding !== 'utf-8' && encoding !== 'us-ascii')
    notes.push({ code: 'encoding', detail: encoding })
  const right = [NAMESPACE.response, NAMESPACE.outlookResponse] as readonly string[]
  for (const { name, namespace } of response ? [root, response] : [root]) {
    if (!right.includes(namespace)) notes.push({ code: 'namespace', detail: `${name}: ${namespace}` })
  }
  return notes
}

function readError(element: XmlElement, notes: readonly AnswerNote[]): PoxError {
  const code = textOf(element, 'ErrorCode')
  return {
    kind: 'error',
    code: code !== undefined && /^\d{1,5}$/.test(code) ? Number(code) : undefined,
    message: textOf(element, 'Message'),
    debugData: textOf(element, 'DebugData'),
    time: element.attributes.get('Time'),
    id: element.attributes.get('Id'),
    notes,
  }
}

function readAccount(account: XmlElement, user: XmlElement | undefined, notes: AnswerNote[]): PoxResponse {
  const action = textOf(account, 'Action') ?? 'settings'
  switch (action.toLowerCase()) {
    case 'settings':
      return readSettings(account, user, notes)
    case 'redirectaddr':
      return { kind: 'redirect-address', address: required(account, 'RedirectAddr'), notes }
    case 'redirecturl':
      return { kind: 'redirect-url', url: required(account, 'RedirectUrl'), notes }
    default:
      throw new ProtocolError('autodiscover.action', 'the answer asks for an action that is not known')
  }
}

function readSettings(account: XmlElement, user: XmlElement | undefined, notes: AnswerNote[]): PoxSettings {
  const protocols = childrenNamed(account, 'Protocol').flatMap(
    (element) => readProtocol(element, notes) ?? [],
  )
  const microsoftOnline = textOf(account, 'MicrosoftOnline')?.toLowerCase()
  return {
    kind: 'settings',
    service: serviceOf(protocols),
    user: {
      displayName: textOf(user, 'DisplayName'),
      legacyDn: textOf(user, 'LegacyDN'),
      smtpAddress: textOf(user, 'AutoDiscoverSMTPAddress'),
      deploymentId: textOf(user, 'DeploymentId'),
    },
    microsoftOnline:
      microsoftOnline && /^(?:true|false)$/.test(microsoftOnline) ? microsoftOnline === 'true' : undefined,
    protocols,
    alternativeMailboxes: childrenNamed(account, 'AlternativeMailbox').map(readAlternativeMailbox),
    publicFolderMailbox: textOf(childNamed(account, 'PublicFolderInformation'), 'SmtpAddress'),
    notes,
  }
}

function serviceOf(protocols: readonly PoxProtocol[]): PoxSettings['service'] {
  if (protocols.length === 0) return 'none'
  const isInternetMail = ({ type }: PoxProtocol) => type === 'IMAP' || type === 'POP3' || type === 'SMTP'
  return protocols.every(isInternetMail) ? 'internet-mail' : 'exchange'
}

function readAlternativeMailbox(element: XmlElement): AlternativeMailbox {
  return {
    type: textOf(element, 'Type'),
    displayName: textOf(element, 'DisplayName'),
    legacyDn: textOf(element, 'LegacyDN'),
    server: textOf(element, 'Server'),
    smtpAddress: textOf(element, 'SmtpAddress'),
    ownerSmtpAddress: textOf(element, 'OwnerSmtpAddress'),
  }
}

function required(account: XmlElement, name: string): string {
  const text = textOf(account, name)
  if (text === undefined)
    throw new ProtocolError('autodiscover.incomplete', `the answer redirects and has no ${name}`)
  return text
}
