import { type Step, settle } from '../../engine/index.ts'
import { type Generation, generationOfBuild } from '../../findings/index.ts'
import { askAvailability, openInbox } from '../ews/mailbox.ts'
import { searchByMapiHttp } from '../mapi/address-book.ts'
import { openByMapiHttp } from '../mapi/mailbox.ts'
import { readOfflineAddressBook } from '../oab/manifest.ts'
import type { DirectorySignIn } from '../sign-in/directory.ts'
import {
  exchOf,
  legacyDnOf,
  serverVersionOf,
  serviceUrlsFor,
  type UserSettings,
} from '../sign-in/settings.ts'
import type { ServicePlace } from './ask-service.ts'
import { reachesBackEnd } from './back-end.ts'
import { searchByRpc } from './rpc-address-book.ts'
import { openByRpc } from './rpc-mailbox.ts'
import { askReferral } from './rpc-referral.ts'
import { servicePlaceOf } from './service-place.ts'

/** What the checks of a mailbox start from: the password is proved, and Autodiscover has told where the mailbox is. */
export interface MailboxPlaces {
  /** Whose mailbox: its address, as Autodiscover has it. */
  readonly email: string
  readonly settings: UserSettings
  /** The RPC proxy that Outlook is told of, where it let the user in. */
  readonly rpc?: RpcPlace
  /** MAPI over HTTP, where it let the user in. */
  readonly mapi?: MapiPlace
}

export interface RpcPlace {
  /** Of the proxy. */
  readonly host: string
  readonly address: string
  /** The RPC server behind it, as the channel's URL names it: EXCH's Server. */
  readonly server: string
  readonly signIn: DirectorySignIn
}

export interface MapiPlace {
  readonly host: string
  readonly address: string
  readonly mailStore: URL
  readonly addressBook?: URL
  readonly signIn: DirectorySignIn
}

/**
 * Does the mailbox open, by every way that its user is told of? Each way goes for itself, with its own findings: MAPI over
 * HTTP, RPC over HTTP, and the services beside them.
 */
export async function examineMailbox(step: Step, places: MailboxPlaces): Promise<void> {
  await Promise.all([examineMapiHttp(step, places), examineRpc(step, places), examineServices(step, places)])
}

/** The mailbox store, then the address book. */
export async function examineMapiHttp(step: Step, { email, settings, mapi }: MailboxPlaces): Promise<void> {
  const dn = legacyDnOf(settings)
  if (mapi === undefined || dn === undefined) return
  const { host, address, mailStore, addressBook } = mapi
  const known = { host, address, mailbox: email, dn, ...generationOf(settings) }
  const at = (url: URL) => ({ ...known, port: portOf(url), path: `${url.pathname}${url.search}` })
  await settle(openByMapiHttp(step, at(mailStore)))
  // An address book elsewhere is another host's business: nobody has signed in there.
  if (addressBook?.hostname !== mailStore.hostname) return
  const serverDn = exchOf(settings)?.serverDn
  await settle(searchByMapiHttp(step, { ...at(addressBook), ...(serverDn !== undefined && { serverDn }) }))
}

/** How a virtual connection that never comes about ends. */
const HELD_BACK = ['rpc.no-c2', 'rpc.no-a3', 'rpc.no-answer-out']

/** The mailbox store, then the address book, then who refers to it: each has an endpoint, and two channels. */
async function examineRpc(step: Step, { email, settings, rpc }: MailboxPlaces): Promise<void> {
  const dn = legacyDnOf(settings)
  if (rpc === undefined || dn === undefined) return
  const { host, address, server, signIn } = rpc
  if (signIn.status === 500 || signIn.status === 503) {
    const behind = await settle(reachesBackEnd(step, { host, address, server, ...generationOf(settings) }))
    if (behind.answered && !behind.answer) return
  }
  const { authPackage, serverDn } = exchOf(settings) ?? {}
  const known = {
    host,
    address,
    server,
    mailbox: email,
    dn,
    // Outlook encrypts RPC unless the settings say that RPC asks for no proof: TLS protects it then.
    level: authPackage === 'anonymous' ? ('none' as const) : ('privacy' as const),
    // Whatever else the settings say, or leave out, Outlook negotiates; what is left of Kerberos from outside is NTLM.
    preferred: authPackage === 'ntlm' ? ('ntlm' as const) : ('negotiate' as const),
    ...generationOf(settings),
  }
  const opened = await settle(openByRpc(step, { ...known, endpoint: 6001 }))
  // Channels that are held back are held back from every endpoint: to wait for each would tell nothing new.
  if (!opened.answered && HELD_BACK.includes(opened.failure.reason.code)) return
  const others = { ...known, ...(opened.answered && { othersAnswer: true }) }
  await settle(searchByRpc(step, { ...others, endpoint: 6004 }))
  await settle(askReferral(step, { ...others, endpoint: 6002, ...(serverDn !== undefined && { serverDn }) }))
}

async function examineServices(step: Step, { email, settings }: MailboxPlaces): Promise<void> {
  const { ewsUrl, asUrl, oabUrl } = serviceUrlsFor(settings, step.perspective)
  const more = { mailbox: email, ...generationOf(settings) }
  const place = (url: string | undefined) => servicePlaceOf(step, url, more)
  const ask = async (url: string | undefined, check: (place: ServicePlace) => Promise<unknown>) => {
    const at = await place(url)
    if (at) await settle(check(at))
  }
  await ask(ewsUrl, (at) => openInbox(step, at))
  await ask(asUrl ?? ewsUrl, (at) => askAvailability(step, at))
  await ask(oabUrl, (at) => readOfflineAddressBook(step, at))
}

/** The generation of the mailbox's server, where the settings tell its version. */
export function generationOf(settings: UserSettings): { readonly generation?: Generation } {
  const version = serverVersionOf(settings)
  const generation = version && generationOfBuild(`${version.major}.${version.minor}.${version.build}`)
  return generation ? { generation } : {}
}

function portOf({ port }: URL): number {
  return port === '' ? 443 : Number(port)
}
