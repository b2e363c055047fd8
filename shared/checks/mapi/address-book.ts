import { check } from '../../engine/index.ts'
import { nameNotResolved } from '../../findings/index.ts'
import {
  type BodyStatus,
  MINIMAL_ID,
  mapiErrorText,
  readBind,
  readGetMailboxUrl,
  readGetSpecialTable,
  readResolveNamesBody,
  writeBind,
  writeGetMailboxUrl,
  writeGetSpecialTable,
  writeResolveNamesBody,
} from '../../protocols/mapi/index.ts'
import { type FoundName, foundIn } from '../mailbox/found-name.ts'
import { Progress } from '../mailbox/progress.ts'
import { refusalFinding } from '../mailbox/refusal.ts'
import type { MapiEndpoint } from './endpoint.ts'
import { UserSession } from './session.ts'

/** An address book, and the server whose mailboxes it is to lead to. */
export type AddressBookEndpoint = MapiEndpoint & {
  /** The legacy distinguished name of the mailbox's server, where Autodiscover tells it. */
  serverDn?: string
}

/**
 * Does the address book know the user, by MAPI over HTTP? Bind, the list of address lists, *Check Name*, where the mailbox is
 * reached, and Unbind.
 */
export const searchByMapiHttp = check(
  'mapi.address-book',
  async (step, endpoint: AddressBookEndpoint): Promise<FoundName> => {
    const { host, mailbox, generation, serverDn } = endpoint
    const progress = new Progress(step, 'mapi-http')
    const session = new UserSession(step, endpoint, 'nspi', progress)
    const insist = (call: string, { errorCode }: BodyStatus): void => {
      if (errorCode === 0) return
      const at = { mailbox, host, transport: 'mapi-http', call, ...(generation && { generation }) } as const
      step.find(refusalFinding(errorCode, at))
      const text = mapiErrorText(errorCode)
      progress.stop(call, text, { code: 'address-book.refused', message: `${call} is refused with ${text}` })
    }

    insist('Bind', await session.ask('Bind', writeBind(), readBind))
    progress.reached('Bind')
    const table = await session.ask('GetSpecialTable', writeGetSpecialTable(), readGetSpecialTable)
    insist('GetSpecialTable', table)
    progress.reached('GetSpecialTable')
    progress.learned('addressLists', table.rows.length)

    const names = await session.ask('ResolveNames', writeResolveNamesBody([mailbox]), readResolveNamesBody)
    insist('ResolveNames', names)
    progress.reached('ResolveNames')
    const id = names.minimalIds[0] ?? MINIMAL_ID.unresolved
    const missed = id === MINIMAL_ID.unresolved || id === MINIMAL_ID.ambiguous
    if (missed) {
      const how = id === MINIMAL_ID.ambiguous ? 'ambiguous' : 'unresolved'
      step.find(
        nameNotResolved({ mailbox, host, transport: 'mapi-http', how, ...(generation && { generation }) }),
      )
    }
    if (serverDn !== undefined) {
      const url = await session.ask('GetMailboxUrl', writeGetMailboxUrl(serverDn), readGetMailboxUrl)
      if (url.errorCode === 0) progress.reached('GetMailboxUrl')
      progress.learned('mailboxUrl', url.url ?? mapiErrorText(url.errorCode))
    }
    if (missed) {
      const text = id === MINIMAL_ID.ambiguous ? 'ambiguous' : 'not found'
      const message = `the address book says ${text} of ${mailbox}`
      return progress.stop('ResolveNames', text, { code: 'address-book.name', message })
    }
    await session.end()
    progress.tell()
    return foundIn(names.rows[0])
  },
  { limitSeconds: 50 },
)
