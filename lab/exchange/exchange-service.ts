import type { Location } from '../http/location.ts'
import type { RedirectStatus } from '../http/redirect-response.ts'
import type { ActiveSyncFault } from './activesync/answer-activesync.ts'
import type { AutodiscoverReply, Delivery } from './autodiscover/reply.ts'
import type { EwsFaults } from './ews/ews-settings.ts'
import type { MailboxFaults } from './mailbox/mailbox-settings.ts'
import type { MapiFaults } from './mapi/mapi-settings.ts'
import type { OfflineAddressBookFault } from './offline-address-book/answer-oab.ts'
import type { RpcSettings } from './rpc/rpc-settings.ts'
import type { ExchangeVersion } from './versions.ts'

/** The web services of an Exchange server as its version has them by default, and what is different, as data. */
export interface ExchangeService {
  readonly kind: 'exchange'
  readonly version: ExchangeVersion
  /** The computer's NetBIOS name: `EX01` unless told otherwise. */
  readonly server?: string
  /** The Active Directory domain, relative to the tenant's: `corp` unless told otherwise, and NetBIOS says `CORP`. */
  readonly activeDirectory?: { readonly netbios: string; readonly dns: string }
  /** The host name that it hands out in URLs, relative to the tenant's domain: `mail` unless told otherwise. */
  readonly namespace?: string
  /** Other host names in what v2 of Autodiscover hands out, likewise relative. */
  readonly serviceHosts?: { readonly ews?: string; readonly activeSync?: string }
  /** By how much its clock is ahead; negative when it is behind. */
  readonly clockAheadMinutes?: number
  /** Windows authentication is bound to the TLS channel, as setup has it since 2019 CU14: as the version unless told otherwise. */
  readonly extendedProtection?: boolean
  /** A policy refuses NTLM: Kerberos alone would sign anybody in. */
  readonly ntlm?: 'refused'
  /** RPC over HTTP, where it is not as it should be. */
  readonly rpc?: RpcSettings
  /** What is wrong with MAPI over HTTP. */
  readonly mapi?: MapiFaults
  /** What is wrong with the mailboxes and the address book, whichever way they are reached. */
  readonly mailbox?: MailboxFaults
  readonly directories?: Readonly<Partial<Record<DirectoryName, DirectorySettings>>>
  /** What stands at `/`: a redirect to OWA unless told otherwise. */
  readonly root?: 'to-owa' | 'iis-start-page'
  /** What Autodiscover tells whoever may ask: settings unless told otherwise. */
  readonly autodiscover?: AutodiscoverReply
  /** How Autodiscover's answer arrives, where it does not as it was made. */
  readonly autodiscoverArrives?: Delivery
  readonly ews?: EwsFaults
  readonly offlineAddressBook?: OfflineAddressBookFault
  readonly activeSync?: ActiveSyncFault
  /** What becomes of requests for autodiscover.json, where the version has it. */
  readonly autodiscoverJson?: 'answered' | FixedAnswer
  /** The mail domains, relative to the tenant's, whose addresses v2 of Autodiscover knows: all unless told otherwise. */
  readonly jsonDomains?: readonly string[]
}

export type DirectoryName = 'autodiscover' | 'ews' | 'mapi' | 'oab' | 'owa' | 'ecp' | 'rpc' | 'activesync'

/** A virtual directory, where it is not as the version has it by default. */
export interface DirectorySettings {
  /** The authentication schemes, in the order in which they are offered. */
  readonly schemes?: readonly Scheme[]
  /** Under Negotiate there has to be SPNEGO: NTLM's messages as they are, which IIS takes there too, are refused. */
  readonly bareNtlm?: 'refused'
  /** Basic's realm: the host that was asked unless told otherwise. */
  readonly realm?: string
  /** Extended Protection of Windows authentication, where it is not as the server has it for this directory. */
  readonly extendedProtection?: TokenChecking
  /** Whatever comes after a challenge is answered with another one, as where something in between mixes connections up. */
  readonly challengesAgain?: true
  /** What everybody who signed in gets in place of the service, from the front end alone. */
  readonly afterSignIn?: FixedAnswer
  /** Nobody is asked who he is: the service itself answers. */
  readonly anonymous?: true
  /** What everybody gets in place of the service; the health check has its own. */
  readonly answers?: FixedAnswer
  /** The health check below it: that of an inactive component, or none. */
  readonly health?: 'inactive' | FixedAnswer
  /** Requests without TLS are refused: they are unless told otherwise, but for /rpc up to 2019. */
  readonly requiresTls?: boolean
  /** Refuses longer bodies, as request filtering does. */
  readonly longestBody?: number
}

/** Whether a channel binding is looked at, and whether there has to be one. */
export type TokenChecking = 'none' | 'allow' | 'require'

/**
 * `Bearer` is modern authentication, which the lab has no tokens for: it says where they are to be had to whoever begins
 * with it, and to everybody where nothing else is on offer.
 */
export type Scheme = 'Negotiate' | 'NTLM' | 'Basic' | 'Bearer'

/** What a request gets without being looked at. */
export type FixedAnswer =
  /** An error page of IIS. */
  | { readonly status: number; readonly substatus?: number; readonly retryAfterSeconds?: number }
  | { readonly redirect: Location; readonly status?: RedirectStatus }
  /** The application pool does not run. */
  | 'pool-stopped'
  | 'reset'
  | 'silence'
