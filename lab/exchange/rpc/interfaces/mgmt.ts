import { OctetWriter } from '../../wire/octet-writer.ts'
import { referents } from '../ndr/ndr.ts'
import { FAULT, RpcFault } from '../pdu/call.ts'
import type { RpcInterface } from '../server/rpc-interface.ts'
import { syntaxOf } from './syntax.ts'

const MGMT = syntaxOf('afa8bd80-7d8a-11c9-bef4-08002b102989', 1, 0)

/** What every server tells about itself (C706 appendix Q): the interfaces here are those that it names. */
export function mgmtInterface(others: readonly RpcInterface[]): RpcInterface {
  const syntaxes = [...others.map(({ syntax }) => syntax), MGMT]
  return {
    name: 'mgmt',
    syntax: MGMT,
    open: () => ({
      methods: {
        // inq_if_ids
        0: () => {
          const pointer = referents()
          const to = new OctetWriter().u32(pointer()).u32(syntaxes.length).u32(syntaxes.length)
          for (const _ of syntaxes) to.u32(pointer())
          for (const syntax of syntaxes) to.octets(syntax)
          return to.u32(0).toBuffer()
        },
        // inq_stats: calls received and sent, packets received and sent
        1: (stub) => {
          const count = Math.min(stub.u32(), 4)
          return new OctetWriter()
            .u32(count)
            .u32(count)
            .zeros(4 * count)
            .u32(0)
            .toBuffer()
        },
        // is_server_listening
        2: () => new OctetWriter().u32(0).u32(1).toBuffer(),
        // stop_server_listening
        3: () => {
          throw new RpcFault(FAULT.ACCESS_DENIED)
        },
      },
    }),
  }
}
