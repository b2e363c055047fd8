import type { TargetInfo } from '../../protocols/ntlm/index.ts'
import { exchOf, type UserSettings } from '../sign-in/settings.ts'

/** What a server's name in a channel's URL may hold; Autodiscover's word is a stranger's. */
const NAME = /^[A-Za-z0-9._@-]{1,253}$/

/**
 * The RPC server to ask the proxy for: the one that Autodiscover tells the user, which from 2013 on is the mailbox's GUID at
 * its domain; else what the server that took the sign-in calls itself, which it knows itself by.
 */
export function rpcServerFor(
  settings: UserSettings | undefined,
  { nbComputerName }: Pick<TargetInfo, 'nbComputerName'> = {},
): string | undefined {
  const told = settings && exchOf(settings)?.server
  return [told, nbComputerName].find((name) => name !== undefined && NAME.test(name))
}
