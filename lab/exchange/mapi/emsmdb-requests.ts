import { serverBlocks } from '../mailbox/aux-blocks.ts'
import { readExtended, writeExtended } from '../mailbox/extended-buffer.ts'
import type { MailboxServer } from '../mailbox/mailbox-server.ts'
import type { WorkingSession } from '../mailbox/working-session.ts'
import { BadMessage } from '../wire/octet-reader.ts'
import { readBody, writeBody } from './bodies.ts'
import type { MapiRequests } from './mapi-endpoint.ts'
import { MapiRefusal, RESPONSE_CODE } from './response-code.ts'

const RPC_FAILED = 0x80040115
const RPC_FORMAT = 0x000004b6

/** How often to ask, how often to try again, and after how long; in milliseconds where it is time. */
const POLLS_MAX = 60_000
const RETRIES = 6
const RETRY_DELAY = 10_000

const LONGEST_BUFFER = 0x4_0000

/** What the mailbox endpoint answers (MS-OXCMAPIHTTP section 2.2.4). */
export function emsmdbRequests(server: MailboxServer): MapiRequests<WorkingSession> {
  return {
    path: '/mapi/emsmdb',
    opening: 'Connect',
    closing: 'Disconnect',
    open(body, identity) {
      const { userDn, flags } = readBody(body, (from) => {
        const dn = from.text()
        const asked = { userDn: dn, flags: from.u32() }
        // Code page, and two languages.
        from.octets(12)
        return asked
      })
      const owner = server.directory.withDn(userDn)
      if (owner?.account.mailbox?.without.includes('mapi-http') === true) {
        throw new MapiRefusal(RESPONSE_CODE.ENDPOINT_DISABLED)
      }
      const session = server.connect({
        userDn,
        flags,
        transport: 'mapi-http',
        identity,
        isEncryptedEnough: true,
      })
      const refused = typeof session === 'number'
      const answer = writeBody(
        refused ? session : 0,
        (to) => {
          to.u32(POLLS_MAX).u32(RETRIES).u32(RETRY_DELAY).text('')
          to.utf16(refused ? '' : session.displayName)
        },
        refused ? undefined : writeExtended(serverBlocks(true)),
      )
      return refused ? { answer } : { answer, session }
    },
    end: (session) => session.end(),
    requests: {
      Execute: (body, session) => execute(server, body, session),
      Disconnect: (body) => {
        readBody(body, () => undefined)
        return writeBody(0)
      },
    },
  }
}

function execute(server: MailboxServer, body: Buffer, session: WorkingSession): Buffer {
  if (server.faults.staleSession === true) {
    session.end()
    throw new MapiRefusal(RESPONSE_CODE.CONTEXT_NOT_FOUND)
  }
  const { input, room } = readBody(body, (from) => {
    from.u32()
    const length = from.u32()
    if (length > LONGEST_BUFFER) throw new BadMessage('a buffer of ROPs')
    const octets = from.octets(length)
    return { input: octets, room: from.u32() }
  })
  const answered = (error: number, output: Buffer) =>
    writeBody(error, (to) => to.u32(0).u32(output.length).octets(output))
  try {
    const output = writeExtended(session.execute(readExtended(input)), server.faults.packing)
    return output.length > room ? answered(RPC_FAILED, Buffer.alloc(0)) : answered(0, output)
  } catch (error) {
    if (error instanceof BadMessage) return answered(RPC_FORMAT, Buffer.alloc(0))
    throw error
  }
}
