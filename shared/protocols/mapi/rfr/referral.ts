import { type NdrReader, NdrWriter } from '../../rpc/ndr/index.ts'
import { mapiErrorText } from '../error-codes.ts'

/** Methods of the address book's referral service (MS-OXABREF section 3.1.4). */
export const RFR_OPNUM = { RfrGetNewDSA: 0, RfrGetFQDNFromServerDN: 1 } as const

export interface ReferralAnswer {
  /** The server that has the address book: a host, or since 2013 a mailbox's GUID and a domain. */
  readonly server: string | undefined
  readonly code: number
}

const LONGEST_SERVER = 1024

/** The stub of RfrGetNewDSA (section 3.1.4.1): which server has the address book for this user? */
export function writeGetNewDsa(userDn: string): NdrWriter {
  return new NdrWriter()
    .u32(0, 'ulFlags')
    .string8(userDn, 'pUserDN')
    .pointer(true, 'ppszUnused')
    .pointer(false, 'ppszUnused: no string')
    .pointer(true, 'ppszServer')
    .pointer(false, 'ppszServer: no string')
}

/** The answer to RfrGetNewDSA. Throws what the stub's reader throws. */
export function readGetNewDsa(stub: NdrReader): ReferralAnswer {
  const unused = stub.pointer('ppszUnused') && stub.pointer('ppszUnused: string')
  if (unused) stub.string8(LONGEST_SERVER, 'ppszUnused')
  const named = stub.pointer('ppszServer') && stub.pointer('ppszServer: string')
  return readServer(stub, named, 'ppszServer')
}

/** The stub of RfrGetFQDNFromServerDN (section 3.1.4.2): which host is this server of Active Directory? */
export function writeGetFqdn(serverDn: string): NdrWriter {
  return new NdrWriter()
    .u32(0, 'ulFlags')
    .u32(serverDn.length + 1, 'cbMailboxServerDN')
    .string8(serverDn, 'szMailboxServerDN')
}

/** The answer to RfrGetFQDNFromServerDN. Throws what the stub's reader throws. */
export function readGetFqdn(stub: NdrReader): ReferralAnswer {
  return readServer(stub, stub.pointer('ppszServerFQDN'), 'ppszServerFQDN')
}

function readServer(stub: NdrReader, named: boolean, comment: string): ReferralAnswer {
  const server = named ? stub.string8(LONGEST_SERVER, comment) : undefined
  const code = stub.u32((value) => `return value: ${mapiErrorText(value)}`)
  stub.finish()
  return { server, code }
}
