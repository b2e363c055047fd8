import { check } from '../../engine/index.ts'
import { activesyncFailed, activesyncPartnershipMade } from '../../findings/index.ts'
import { readFolderSync, writeFolderSync } from '../../protocols/activesync/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import { askService, type ServicePlace } from '../mailbox/ask-service.ts'

export const ACTIVESYNC_PATH = '/Microsoft-Server-ActiveSync'

/** Always the same, so that a mailbox gets one device of ours however often it is asked. */
const DEVICE = { id: 'OUTPOST0PROBE', type: 'Outpost' } as const
const MOST_NAMES = 40

/** Which versions of ActiveSync has the server for the user? OPTIONS changes nothing (MS-ASHTTP section 2.2.3). */
export const askActiveSync = check(
  'activesync.options',
  async (step, place: ServicePlace): Promise<readonly string[]> => {
    const { mailbox, host, generation } = place
    const { status, headers } = await askService(step, place, { method: 'OPTIONS' })
    const versions = headers.members('MS-ASProtocolVersions').slice(0, MOST_NAMES)
    if (status !== 200 || versions.length === 0) {
      const code = status === 200 ? 'no versions' : `HTTP ${status}`
      step.find(
        activesyncFailed({ mailbox, host, command: 'OPTIONS', code, ...(generation && { generation }) }),
      )
      return step.fail('activesync.failed', `${host} answers OPTIONS with ${code}`)
    }
    const server = headers.first('MS-Server-ActiveSync')
    step.note('activesync.versions', { versions, ...(server !== undefined && { server }) })
    return versions
  },
  { limitSeconds: 25, needed: false },
)

/** The newest that the request is written for. */
const SPOKEN = ['14.1', '14.0', '12.1']

/** Statuses of servers that want a policy to be taken first, which is an answer, too (MS-ASCMD section 2.2.2). */
const NEEDS_POLICY = [142, 143, 144]

/**
 * Does the mailbox synchronise? FolderSync makes a device partnership, so it is asked where somebody wants it alone.
 */
export const syncFolders = check(
  'activesync.folder-sync',
  async (step, { versions, ...place }: ServicePlace & { versions: readonly string[] }): Promise<void> => {
    const { mailbox, host, path, generation } = place
    const version = SPOKEN.find((spoken) => versions.includes(spoken)) ?? '12.1'
    const query = new URLSearchParams({
      Cmd: 'FolderSync',
      User: mailbox,
      DeviceId: DEVICE.id,
      DeviceType: DEVICE.type,
    })
    const body = writeFolderSync()
    step.trace?.({ direction: 'sent', title: 'ActiveSync: FolderSync request', text: body.annotated() })
    const answer = await askService(
      step,
      place,
      {
        method: 'POST',
        headers: [
          ['Content-Type', 'application/vnd.ms-sync.wbxml'],
          ['MS-ASProtocolVersion', version],
          ['X-MS-PolicyKey', '0'],
        ],
        body: body.bytes(),
      },
      `${path}?${query}`,
    )
    step.find(activesyncPartnershipMade({ mailbox, host, deviceId: DEVICE.id }))
    const code = outcomeOf(answer)
    step.note('activesync.folder-sync', { version, outcome: code ?? 'success' })
    if (code === undefined) return
    step.find(
      activesyncFailed({ mailbox, host, command: 'FolderSync', code, ...(generation && { generation }) }),
    )
    return step.fail('activesync.failed', `${host} answers FolderSync with ${code}`)
  },
  { limitSeconds: 25, needed: false },
)

/** What is wrong with the answer; nothing for a mailbox that synchronises, or would once its policy is taken. */
function outcomeOf({ status, body }: { status: number; body: Uint8Array }): string | undefined {
  // 449: before 14.0, the demand for a policy.
  if (status === 449) return undefined
  if (status !== 200) return `HTTP ${status}`
  try {
    const { status: told } = readFolderSync(body)
    return told === 1 || NEEDS_POLICY.includes(told) ? undefined : `status ${told}`
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}
