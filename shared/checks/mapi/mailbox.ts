import { check } from '../../engine/index.ts'
import {
  mapiErrorText,
  readConnect,
  readExecute,
  readRops,
  writeConnect,
  writeExecute,
  writeLogonRops,
  writeReleaseRops,
} from '../../protocols/mapi/index.ts'
import { type LogonOutcome, logonOutcome } from '../mailbox/logon.ts'
import { Progress } from '../mailbox/progress.ts'
import { CACHED_MODE_REQUIRED, refusalFinding } from '../mailbox/refusal.ts'
import type { MapiEndpoint } from './endpoint.ts'
import { UserSession } from './session.ts'

/** A mailbox that was logged on to. */
export interface OpenedMailbox {
  readonly displayName: string
  readonly mailboxGuid: string
}

/** What is offered when the server asks for more room (MS-OXCMAPIHTTP section 2.2.4.2.1). */
const MOST_ROOM = 0x10008

/**
 * Can the user open the mailbox by MAPI over HTTP? PING, Connect, RopLogon within Execute, and the way back: RopRelease,
 * Disconnect (MS-OXCMAPIHTTP section 3.1.5).
 */
export const openByMapiHttp = check(
  'mapi.mailbox',
  async (step, endpoint: MapiEndpoint): Promise<OpenedMailbox> => {
    const { dn, host, mailbox, generation } = endpoint
    const progress = new Progress(step, 'mapi-http')
    const session = new UserSession(step, endpoint, 'emsmdb', progress)
    const refused = (call: string) =>
      ({ mailbox, host, transport: 'mapi-http', call, ...(generation && { generation }) }) as const

    await session.ping()
    const { errorCode, session: made } = await session.ask('Connect', writeConnect(dn), readConnect)
    if (made === undefined) {
      step.find(refusalFinding(errorCode, refused('Connect')))
      const text = mapiErrorText(errorCode)
      const message = `Connect is refused with ${text}`
      if (errorCode === CACHED_MODE_REQUIRED) {
        return progress.stop('Connect', text, { code: 'mailbox.cached-mode', message }, 'unanswered')
      }
      return progress.stop('Connect', text, { code: 'mailbox.refused', message })
    }
    progress.reached('Connect')

    let outcome = await logOn(session, dn)
    if (outcome.kind === 'too-small') outcome = await logOn(session, dn, MOST_ROOM)
    switch (outcome.kind) {
      case 'logged-on':
        break
      case 'refused': {
        step.find(refusalFinding(outcome.code, refused('RopLogon')))
        const text = mapiErrorText(outcome.code)
        progress.learned('redirectedTo', outcome.server)
        const message = `RopLogon is refused with ${text}`
        return progress.stop('RopLogon', text, { code: 'mailbox.refused', message })
      }
      case 'busy':
        return session.busy('RopLogon')
      default:
        return session.unfit('RopLogon', outcome)
    }
    progress.reached('RopLogon')
    const { handle, mailboxGuid } = outcome
    progress.learned('mailboxGuid', mailboxGuid)
    progress.learned('displayName', made.displayName)
    if (handle !== undefined) {
      await session.ask(
        'Execute',
        writeExecute((writer) => writeReleaseRops(writer, handle)),
        readExecute,
      )
      progress.reached('RopRelease')
    }
    await session.end()
    progress.tell()
    return { displayName: made.displayName, mailboxGuid }
  },
  { limitSeconds: 50 },
)

async function logOn(session: UserSession, dn: string, offered?: number): Promise<LogonOutcome> {
  const body = writeExecute(
    (writer) => writeLogonRops(writer, { dn }),
    offered === undefined ? {} : { offered },
  )
  const answer = await session.ask('Execute', body, (reader) => {
    const { rops, ...status } = readExecute(reader)
    return { ...status, outcome: rops && logonOutcome(readRops(rops)) }
  })
  if (answer.outcome === undefined) return { kind: 'refused', code: answer.errorCode }
  return answer.outcome
}
