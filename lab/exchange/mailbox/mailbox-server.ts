import type { Sessions } from '../sessions.ts'
import type { Directory } from './directory.ts'
import type { MailboxFaults } from './mailbox-settings.ts'
import { openSession, type SessionRequest } from './open-session.ts'
import { processRops } from './rops/process-rops.ts'
import type { WorkingSession } from './working-session.ts'

/** The mailboxes of a server, as RPC and HTTP reach them. */
export interface MailboxServer {
  readonly faults: MailboxFaults
  readonly directory: Directory
  /** A number: why not. */
  connect(request: SessionRequest): WorkingSession | number
}

export function mailboxServer(
  directory: Directory,
  faults: MailboxFaults,
  sessions: Sessions,
): MailboxServer {
  return {
    faults,
    directory,
    connect(request) {
      const session = openSession(request, directory, faults)
      if (typeof session === 'number') return session
      const ended = sessions.open('mailbox')
      const logons = new Map<number, () => void>()
      let next = 1
      const objects = {
        logon(): number {
          const handle = next++
          logons.set(handle, sessions.open('logon'))
          return handle
        },
        release(handle: number): void {
          logons.get(handle)?.()
          logons.delete(handle)
        },
      }
      return {
        displayName: session.owned.mailbox.displayName,
        execute: (rops) => processRops(rops, session, directory, objects, faults),
        end() {
          for (const handle of [...logons.keys()]) objects.release(handle)
          ended()
        },
      }
    },
  }
}
