import { randomBytes } from 'node:crypto'
import { addressLists, resolveNames, USUAL_TAGS } from '../../mailbox/address-book/address-book.ts'
import type { AddressBookServer, AddressBookSession } from '../../mailbox/address-book/address-book-server.ts'
import { readStat } from '../../mailbox/address-book/stat.ts'
import { BadMessage, type OctetReader } from '../../wire/octet-reader.ts'
import { OctetWriter } from '../../wire/octet-writer.ts'
import { readString, readWideString, referents } from '../ndr/ndr.ts'
import { FAULT, RpcFault } from '../pdu/call.ts'
import { contextHandles, NULL_HANDLE } from '../server/context-handles.ts'
import type { Caller, Method, OpenInterface, RpcInterface } from '../server/rpc-interface.ts'
import { writeRowSet, writeTagArray } from './property-rows.ts'
import { syntaxOf } from './syntax.ts'

const UNBOUND = 1

/** More names or tags than any client asks about at once. */
const MOST = 1000

/** The address book's interface (MS-OXNSPI section 3.1.4.1), to the depth of checking a name. */
export function nspiInterface(server: AddressBookServer, rpcAuthenticationRequired: boolean): RpcInterface {
  const serverGuid = randomBytes(16)
  return {
    name: 'nspi',
    syntax: syntaxOf('f5cc5a18-4264-101a-8c59-08002b2f8426', 56, 0),
    open: () => openNspi(server, serverGuid, rpcAuthenticationRequired),
  }
}

function openNspi(
  server: AddressBookServer,
  serverGuid: Buffer,
  rpcAuthenticationRequired: boolean,
): OpenInterface {
  const handles = contextHandles<AddressBookSession>((session) => session.end())
  const guarded =
    (method: Method): Method =>
    (stub, caller) => {
      if (rpcAuthenticationRequired && !caller.byRpc) throw new RpcFault(FAULT.ACCESS_DENIED)
      return method(stub, caller)
    }

  /** NspiBind. */
  function bind(stub: OctetReader, caller: Caller): Buffer {
    stub.u32()
    const { codePage } = readStat(stub)
    const wantsGuid = stub.u32() !== 0
    if (wantsGuid) stub.octets(16)
    const session = server.bind(caller.identity, codePage)
    const to = new OctetWriter()
    if (wantsGuid) to.u32(referents()()).octets(serverGuid)
    else to.u32(0)
    return typeof session === 'number'
      ? to.octets(NULL_HANDLE).u32(session).toBuffer()
      : to.octets(handles.open(session)).u32(0).toBuffer()
  }

  /** NspiGetSpecialTable. */
  function specialTable(stub: OctetReader): Buffer {
    handles.read(stub)
    const pointer = referents()
    const to = new OctetWriter().u32(1).u32(pointer())
    writeRowSet(to, addressLists, pointer)
    return to.u32(0).toBuffer()
  }

  /** NspiResolveNames, and NspiResolveNamesW with strings of UTF-16. */
  function resolve(stub: OctetReader, readText: (from: OctetReader) => string): Buffer {
    handles.read(stub)
    stub.u32()
    readStat(stub)
    const tags = stub.u32() === 0 ? USUAL_TAGS : readTagArray(stub)
    const names = readStrings(stub, readText)
    const { ids, rows } = resolveNames(names, tags, server.directory, server.isHidden)
    const pointer = referents()
    const to = new OctetWriter().u32(pointer())
    writeTagArray(to, ids)
    to.u32(pointer())
    writeRowSet(to, rows, pointer)
    return to.u32(0).toBuffer()
  }

  return {
    methods: {
      0: guarded(bind),
      // NspiUnbind
      1: guarded((stub) => {
        handles.close(handles.read(stub).handle)
        return new OctetWriter().octets(NULL_HANDLE).u32(UNBOUND).toBuffer()
      }),
      12: guarded(specialTable),
      19: guarded((stub) => resolve(stub, readString)),
      20: guarded((stub) => resolve(stub, readWideString)),
    },
    rundown: handles.closeAll,
  }
}

/** PropertyTagArray_r (section 2.2.1). */
function readTagArray(from: OctetReader): number[] {
  const [most, count, offset, actual] = [from.u32(), from.u32(), from.u32(), from.u32()]
  if (count > MOST || actual !== count || offset !== 0 || actual > most) throw new BadMessage('property tags')
  return Array.from({ length: count }, () => from.u32())
}

/** StringsArray_r and WStringsArray_r (sections 2.2.6 and 2.2.7). */
function readStrings(from: OctetReader, readText: (from: OctetReader) => string): string[] {
  const [most, count] = [from.u32(), from.u32()]
  if (count > MOST || most !== count) throw new BadMessage('names')
  const present = Array.from({ length: count }, () => from.u32() !== 0)
  return present.map((one) => (one ? readText(from) : ''))
}
