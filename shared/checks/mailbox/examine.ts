import type { Step } from '../../engine/index.ts'
import type { DirectorySignIn } from '../sign-in/directory.ts'
import type { UserSettings } from '../sign-in/settings.ts'

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
 * Does the mailbox open, by every way that its user is told of? Whoever adds a check of the mailbox adds it here: side by
 * side, each with its own findings.
 */
export async function examineMailbox(_step: Step, _places: MailboxPlaces): Promise<void> {
  await Promise.all([])
}
