import type { Account, Accounts } from '../../accounts/index.ts'
import { type Mailbox, mailboxOf } from '../autodiscover/mailbox.ts'
import type { ServerFacts } from '../server-facts.ts'

/** A mailbox, and whose it is. */
export interface OwnedMailbox {
  readonly account: Account
  readonly mailbox: Mailbox
}

/** The mailboxes of a tenant, as its servers find them. */
export interface Directory {
  readonly all: readonly OwnedMailbox[]
  /** By its distinguished name of the days before Active Directory (legacyExchangeDN). */
  withDn(dn: string): OwnedMailbox | undefined
  /** By the name that stands for its server since 2013: a GUID and a domain. */
  withServer(server: string): OwnedMailbox | undefined
  /** Whoever's names or address begin with the text, or are it after `=`. */
  find(text: string): readonly OwnedMailbox[]
}

export function directoryOf(accounts: Accounts, server: ServerFacts): Directory {
  const all = accounts.all.flatMap((account): OwnedMailbox[] =>
    account.mailbox === undefined ? [] : [{ account, mailbox: mailboxOf(account.mailbox.address, server) }],
  )
  const equal = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()
  return {
    all,
    withDn: (dn) => all.find(({ mailbox }) => equal(mailbox.legacyDn, dn)),
    // The GUID finds the mailbox; the domain behind it may be that of another forest, after a move.
    withServer: (name) => all.find(({ mailbox }) => equal(mailbox.guid, name.split('@')[0] ?? '')),
    find(text) {
      const whole = text.startsWith('=')
      const wanted = text
        .replace(/^=/, '')
        .replace(/^smtp:/i, '')
        .toLowerCase()
      if (wanted === '') return []
      return all.filter(({ mailbox, account }) =>
        [mailbox.address, mailbox.displayName, mailbox.legacyDn, account.name, account.principalName].some(
          (name) => (whole ? equal(name, wanted) : name.toLowerCase().startsWith(wanted)),
        ),
      )
    },
  }
}
