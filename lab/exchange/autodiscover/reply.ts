import type { Location } from '../../http/location.ts'
import type { ExchangeVersion } from '../versions.ts'

/** What Autodiscover tells a user about a mailbox, as data. */
export type AutodiscoverReply =
  | ({ readonly kind: 'settings' } & SettingsVariation)
  | { readonly kind: 'redirect-address'; readonly address: string }
  | { readonly kind: 'redirect-url'; readonly url: Location }
  | { readonly kind: 'error'; readonly code: PoxErrorCode; readonly message?: string }

/**
 * How the answer arrives, where it does not as it was made: as a web page in its place, with its second half cut off, or
 * with a second half that never comes.
 */
export type Delivery = 'as-page' | 'cut-off' | 'never-whole'

/** How settings differ from those of a server that is set up well. */
export interface SettingsVariation {
  /** Protocols that are left out. */
  readonly without?: readonly ProtocolName[]
  /** The host of Outlook Anywhere, relative to the tenant's domain. */
  readonly outlookAnywhereHost?: string
  /** The host in the URLs of web services and MAPI over HTTP, relative to the tenant's domain. */
  readonly webHost?: string
  /** The host in the URLs of web services alone, relative to the tenant's domain. */
  readonly servicesHost?: string
  /** The domain behind the @ of the mailbox server's name, relative to the tenant's domain: the address's unless told otherwise. */
  readonly serverDomain?: string
  /** The mailbox is on a server of that version, behind this one. */
  readonly mailboxVersion?: ExchangeVersion
  /** EXPR's AuthPackage; `left-out`: none is named. */
  readonly authPackage?: 'basic' | 'ntlm' | 'negotiate' | 'left-out'
  readonly certPrincipalName?: string
  /** EXPR says that TLS is not used. */
  readonly withoutTls?: true
  /** MAPI over HTTP has no address for the outside. */
  readonly mapiInternalOnly?: true
  /** MAPI over HTTP is told of without one of its two addresses. */
  readonly mapiLeavesOut?: 'MailStore' | 'AddressBook'
  /** The answer's namespaces begin with https, as documentation misprints them. */
  readonly misprintedNamespaces?: true
}

export type ProtocolName = 'EXCH' | 'EXPR' | 'EXHTTP' | 'WEB' | 'mapiHttp'

/** MS-OXDSCLI section 2.2.4.1.1.3. */
export type PoxErrorCode = 500 | 501 | 600 | 601 | 602 | 603
