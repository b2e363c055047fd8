import type { Identity } from '../../accounts/index.ts'
import type { Directory, OwnedMailbox } from './directory.ts'
import { CONNECT_ERRORS, type ConnectError, type MailboxFaults } from './mailbox-settings.ts'

/** What a client asks for that wants to work with a mailbox. */
export interface SessionRequest {
  readonly userDn: string
  readonly flags: number
  readonly transport: 'rpc-over-http' | 'mapi-http'
  readonly identity: Identity | undefined
  /** The call is encrypted, by RPC itself or, over HTTP, by TLS alone; or the server does not insist on it. */
  readonly isEncryptedEnough: boolean
}

/** Somebody who works with a mailbox, until he leaves or his connection ends. */
export interface MailboxSession {
  readonly owned: OwnedMailbox
  readonly identity: Identity
}

/** MS-OXCRPC section 2.2.2: the client wants the rights of an administrator. */
const ADMIN_PRIVILEGE = 1

/** Judges it (MS-OXCRPC section 3.1.4.1). A number: why not. */
export function openSession(
  request: SessionRequest,
  directory: Directory,
  faults: MailboxFaults,
): MailboxSession | number {
  const refused = (error: ConnectError) => CONNECT_ERRORS[error]
  if (typeof faults.connect === 'number') return faults.connect
  if (faults.connect !== undefined) return refused(faults.connect)
  if (request.userDn === '') return refused('access-denied')
  if (!request.isEncryptedEnough) return refused('not-encrypted')
  const owned = directory.withDn(request.userDn)
  if (owned === undefined) return refused('unknown-user')
  const without = owned.account.mailbox?.without ?? []
  if (without.includes('mapi')) return refused('protocol-disabled')
  if (request.transport === 'rpc-over-http' && without.includes('rpc-over-http')) {
    return refused('rpc-http-disallowed')
  }
  const { identity } = request
  if (identity === undefined || identity.account.name !== owned.account.name) return refused('access-denied')
  if ((request.flags & ADMIN_PRIVILEGE) !== 0) return refused('login-permission')
  return { owned, identity }
}
