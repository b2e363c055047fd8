import { check } from '../../engine/index.ts'
import { offlineAddressBookBroken } from '../../findings/index.ts'
import { type OfflineAddressList, readManifest } from '../../protocols/oab/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import { askService, type ServicePlace } from '../mailbox/ask-service.ts'

/** Can the user download the offline address book? Its manifest says; the files themselves are left where they are. */
export const readOfflineAddressBook = check(
  'oab.manifest',
  async (step, place: ServicePlace): Promise<readonly OfflineAddressList[]> => {
    const { host, port, path, generation, alone } = place
    const manifest = `${path.replace(/\/?$/, '/')}oab.xml`
    const authority = port === 443 ? host : `${host}:${port}`
    const broken = (
      problem: 'missing' | 'denied' | 'not-a-manifest' | 'empty' | 'status',
      status?: number,
    ): never => {
      const at = { url: `https://${authority}${manifest}`, problem, ...(generation && { generation }) }
      const finding = { ...at, ...(status !== undefined && { status }) }
      step.find(offlineAddressBookBroken(finding, alone === true ? 'error' : 'warning'))
      return step.fail(
        'oab.broken',
        `the manifest of the offline address book: ${problem} ${status ?? ''}`.trim(),
      )
    }
    const { status, body } = await askService(step, place, { method: 'GET' }, manifest)
    if (status === 404) return broken('missing', status)
    if (status === 403) return broken('denied', status)
    if (status !== 200) return broken('status', status)
    const lists = read(body)
    if (lists === undefined) return broken('not-a-manifest')
    if (!lists.some(({ file }) => file !== undefined)) return broken('empty')
    step.note(
      'oab.lists',
      lists.map(({ name, sequence, size }) => ({ name, sequence, size })),
    )
    return lists
  },
  { limitSeconds: 25, needed: false },
)

function read(body: Uint8Array): readonly OfflineAddressList[] | undefined {
  try {
    return readManifest(body)
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
