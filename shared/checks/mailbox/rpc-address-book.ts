import { check } from '../../engine/index.ts'
import { nameNotResolved } from '../../findings/index.ts'
import {
  MINIMAL_ID,
  mapiErrorText,
  NSPI_OPNUM,
  readNspiBind,
  readNspiUnbind,
  readResolveNames,
  readSpecialTable,
  writeNspiBind,
  writeNspiUnbind,
  writeResolveNames,
  writeSpecialTable,
} from '../../protocols/mapi/index.ts'
import { RPC_INTERFACE } from '../../protocols/rpc/index.ts'
import { isNullHandle } from '../../protocols/rpc/ndr/index.ts'
import { type FoundName, foundIn } from './found-name.ts'
import { Progress } from './progress.ts'
import { refusalFinding } from './refusal.ts'
import { RpcCaller, type RpcMailboxPlace } from './rpc-caller.ts'

/**
 * Does the address book know the user, by RPC over HTTP? NspiBind, the list of address lists, *Check Name*, NspiUnbind
 * (MS-OXNSPI section 3.2.4).
 */
export const searchByRpc = check(
  'rpc.address-book',
  async (step, place: RpcMailboxPlace): Promise<FoundName> => {
    const { host, mailbox, generation } = place
    const progress = new Progress(step, 'rpc-http')
    const caller = new RpcCaller(step, place, progress)
    const insist = (call: string, code: number): void => {
      if (code === 0) {
        progress.reached(call)
        return
      }
      const at = { mailbox, host, transport: 'rpc-http', call, ...(generation && { generation }) } as const
      step.find(refusalFinding(code, at))
      const text = mapiErrorText(code)
      progress.stop(call, text, { code: 'address-book.refused', message: `${call} is refused with ${text}` })
    }

    await caller.open(RPC_INTERFACE.nspi, 'NSPI')
    const binding = caller.call('NspiBind', NSPI_OPNUM.NspiBind, writeNspiBind(), readNspiBind)
    let ended: Promise<boolean> | undefined
    const end = () => {
      ended ??= unbind()
      return ended
    }
    const unbind = async () => {
      try {
        const { handle } = await binding
        if (!isNullHandle(handle))
          await caller.quietly(NSPI_OPNUM.NspiUnbind, writeNspiUnbind(handle), readNspiUnbind)
        return true
      } catch {
        return false
      } finally {
        await caller.close()
      }
    }
    step.lastly(end)
    const { handle, code } = await binding
    insist('NspiBind', code)

    const table = await caller.call(
      'NspiGetSpecialTable',
      NSPI_OPNUM.NspiGetSpecialTable,
      writeSpecialTable(handle),
      readSpecialTable,
    )
    insist('NspiGetSpecialTable', table.code)
    progress.learned('addressLists', table.rows.length)

    const names = await caller.call(
      'NspiResolveNamesW',
      NSPI_OPNUM.NspiResolveNamesW,
      writeResolveNames(handle, [mailbox]),
      readResolveNames,
    )
    insist('NspiResolveNamesW', names.code)
    const id = names.minimalIds[0] ?? MINIMAL_ID.unresolved
    if (id === MINIMAL_ID.unresolved || id === MINIMAL_ID.ambiguous) {
      const how = id === MINIMAL_ID.ambiguous ? 'ambiguous' : 'unresolved'
      step.find(
        nameNotResolved({ mailbox, host, transport: 'rpc-http', how, ...(generation && { generation }) }),
      )
      const message = `the address book says ${how} of ${mailbox}`
      return progress.stop('NspiResolveNamesW', how, { code: 'address-book.name', message })
    }
    if (await end()) progress.reached('NspiUnbind')
    progress.tell()
    return foundIn(names.rows[0])
  },
  { limitSeconds: 60 },
)
