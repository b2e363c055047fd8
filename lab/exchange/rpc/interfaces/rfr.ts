import { BadMessage } from '../../wire/octet-reader.ts'
import { OctetWriter } from '../../wire/octet-writer.ts'
import { readString, referents, writeString } from '../ndr/ndr.ts'
import { FAULT, RpcFault } from '../pdu/call.ts'
import type { Method, RpcInterface } from '../server/rpc-interface.ts'
import { syntaxOf } from './syntax.ts'

/** What the interface has to know of its server. */
export interface RfrOptions {
  /** The RPC server of a mailbox: since 2013 named by the mailbox, up to 2010 the computer. */
  readonly serverOf: (userDn: string) => string | undefined
  /** The name of the server of a distinguished name. */
  readonly serverWithDn: (serverDn: string) => string | undefined
  /** Nobody gets an answer who did not say to RPC itself who he is. */
  readonly rpcAuthenticationRequired: boolean
}

/** The longest distinguished name of a server, with the 0 at its end (MS-OXABREF section 3.1.4.2). */
const LONGEST_DN = 1024

const GENERAL_FAILURE = 0x80004005

/** The address book's referral interface (MS-OXABREF): which server a client is to ask. */
export function rfrInterface({
  serverOf,
  serverWithDn,
  rpcAuthenticationRequired,
}: RfrOptions): RpcInterface {
  const guarded =
    (method: Method): Method =>
    (stub, caller) => {
      if (rpcAuthenticationRequired && !caller.byRpc) throw new RpcFault(FAULT.ACCESS_DENIED)
      return method(stub, caller)
    }
  return {
    name: 'rfr',
    syntax: syntaxOf('1544f5e0-613c-11d1-93df-00c04fd7bd09', 1, 0),
    open: () => ({
      methods: {
        // RfrGetNewDSA
        0: guarded((stub) => {
          stub.u32()
          const server = serverOf(readString(stub))
          const pointer = referents()
          // ppszUnused is nothing.
          const to = new OctetWriter().u32(0)
          if (server === undefined) return to.u32(0).u32(GENERAL_FAILURE).toBuffer()
          to.u32(pointer()).u32(pointer())
          writeString(to, server)
          return to.align(4).u32(0).toBuffer()
        }),
        // RfrGetFQDNFromServerDN
        1: guarded((stub) => {
          stub.u32()
          const length = stub.u32()
          if (length < 10 || length > LONGEST_DN) throw new BadMessage('a distinguished name')
          const server = serverWithDn(readString(stub))
          const to = new OctetWriter()
          if (server === undefined) return to.u32(0).u32(GENERAL_FAILURE).toBuffer()
          to.u32(referents()())
          writeString(to, server)
          return to.align(4).u32(0).toBuffer()
        }),
      },
    }),
  }
}
