/**
 * What a tenant's servers have open for clients, by kind:
 * - `connection`: a virtual connection of RPC over HTTP, from its first channel on.
 * - `mailbox`: a session with a mailbox store (EcDoConnectEx, Connect).
 * - `logon`: a mailbox that was opened (RopLogon).
 * - `address-book`: a session with the address book (NspiBind, Bind).
 */
export type SessionKind = 'connection' | 'mailbox' | 'logon' | 'address-book'

export interface SessionCount {
  /** Now. */
  readonly open: number
  /** Ever. */
  readonly opened: number
}

/** Counts, so that what a client leaves behind is seen. */
export interface Sessions {
  /** Returns what ends it; to end it again has no effect. */
  open(kind: SessionKind): () => void
  count(kind: SessionKind): SessionCount
}

export function countSessions(): Sessions {
  const counts = new Map<SessionKind, { open: number; opened: number }>()
  function of(kind: SessionKind) {
    const count = counts.get(kind) ?? { open: 0, opened: 0 }
    counts.set(kind, count)
    return count
  }
  return {
    open(kind) {
      const count = of(kind)
      count.open++
      count.opened++
      let isOver = false
      return () => {
        if (!isOver) count.open--
        isOver = true
      }
    },
    count: (kind) => ({ ...of(kind) }),
  }
}
