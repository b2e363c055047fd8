import { serverBlocks } from '../../mailbox/aux-blocks.ts'
import { readExtended, writeExtended } from '../../mailbox/extended-buffer.ts'
import type { MailboxServer } from '../../mailbox/mailbox-server.ts'
import type { WorkingSession } from '../../mailbox/working-session.ts'
import { BadMessage, type OctetReader } from '../../wire/octet-reader.ts'
import { OctetWriter } from '../../wire/octet-writer.ts'
import { readOctets, readString, referents, writeOctets, writeString } from '../ndr/ndr.ts'
import { FAULT, RpcFault } from '../pdu/call.ts'
import { AUTH_LEVEL } from '../pdu/verifier.ts'
import { contextHandles, NULL_HANDLE } from '../server/context-handles.ts'
import type { Caller, Method, OpenInterface, RpcInterface } from '../server/rpc-interface.ts'
import { syntaxOf } from './syntax.ts'

/** What the interface has to know of its server. */
export interface EmsmdbOptions {
  readonly server: MailboxServer
  /** Major, minor, build, revision. */
  readonly build: readonly [number, number, number, number]
  readonly hasOneEndpoint: boolean
  readonly encryptionRequired: boolean
  readonly rpcAuthenticationRequired: boolean
}

/** The longest auxiliary buffers, and the longest of the others (MS-OXCRPC section 3.1.4). */
const LONGEST_AUX = 0x1008
const LONGEST_BUFFER = 0x4_0000

const HEADER_EXT = 8
const RPC_FAILED = 0x80040115
const RPC_FORMAT = 0x000004b6
const REJECTED = 0x000007ee

/** How often to ask, how often to try again, and after how long; in milliseconds where it is time. */
const POLLS_MAX = 60_000
const RETRIES = 6
const RETRY_DELAY = 10_000

/** The interface of a mailbox store (MS-OXCRPC section 3.1.4). */
export function emsmdbInterface(options: EmsmdbOptions): RpcInterface {
  return {
    name: 'emsmdb',
    syntax: syntaxOf('a4f1db00-ca47-1067-b31f-00dd010662da', 0, 81),
    open: () => openEmsmdb(options),
  }
}

/** The interface on which clients wait for news (MS-OXCRPC section 3.3.4): there is none in the lab. */
export function asyncEmsmdbInterface(): RpcInterface {
  return {
    name: 'async-emsmdb',
    syntax: syntaxOf('5261574a-4572-206e-b268-6b199213b4e4', 0, 1),
    open: () => ({
      methods: {
        // EcDoAsyncWaitEx: no handle was ever given out.
        0: () => {
          throw new RpcFault(FAULT.CONTEXT_MISMATCH)
        },
      },
    }),
  }
}

function openEmsmdb(options: EmsmdbOptions): OpenInterface {
  const { server, rpcAuthenticationRequired } = options
  const handles = contextHandles<WorkingSession>((session) => session.end())
  const guarded =
    (method: Method): Method =>
    (stub, caller) => {
      if (rpcAuthenticationRequired && !caller.byRpc) throw new RpcFault(FAULT.ACCESS_DENIED)
      return method(stub, caller)
    }

  /** EcDoConnectEx. */
  function connect(stub: OctetReader, caller: Caller): Buffer {
    const userDn = readString(stub)
    stub.align(4)
    const flags = stub.u32()
    // Hash of the name, limit, code page, languages, link.
    stub.octets(6 * 4)
    stub.octets(2)
    // The client's version, and its time stamp.
    stub.octets(3 * 2)
    stub.u32()
    const auxIn = readOctets(stub)
    stub.align(4)
    const auxLength = stub.u32()
    const auxRoom = stub.u32()
    if (auxLength > LONGEST_AUX || auxRoom > LONGEST_AUX) throw new RpcFault(FAULT.BAD_STUB_DATA)
    if (auxIn.length !== auxLength) throw new BadMessage('an auxiliary buffer')
    if (auxLength > 0 && auxLength < HEADER_EXT) return connected(NULL_HANDLE, undefined, 0, RPC_FAILED)

    const session = server.connect({
      userDn,
      flags,
      transport: 'rpc-over-http',
      identity: caller.identity,
      isEncryptedEnough: !options.encryptionRequired || caller.level >= AUTH_LEVEL.PRIVACY,
    })
    if (typeof session === 'number') return connected(NULL_HANDLE, undefined, 0, session)
    return connected(handles.open(session), session, auxRoom, 0)
  }

  function connected(
    handle: Buffer,
    session: WorkingSession | undefined,
    auxRoom: number,
    error: number,
  ): Buffer {
    const pointer = referents()
    const to = new OctetWriter().octets(handle).u32(POLLS_MAX).u32(RETRIES).u32(RETRY_DELAY).u16(1).align(4)
    to.u32(pointer())
    writeString(to, '')
    to.align(4).u32(pointer())
    writeString(to, session?.displayName ?? '')
    to.align(2)
    const words = versionWords(options.build)
    for (const word of [...words, ...words]) to.u16(word)
    to.align(4).u32(0)
    const aux = writeExtended(serverBlocks(options.hasOneEndpoint))
    const shown = session !== undefined && aux.length <= auxRoom ? aux : Buffer.alloc(0)
    writeOctets(to, shown)
    return to.u32(shown.length).u32(error).toBuffer()
  }

  /** EcDoRpcExt2. */
  function execute(stub: OctetReader): Buffer {
    const { handle, what: session } = handles.read(stub)
    if (server.faults.staleSession === true) throw new RpcFault(FAULT.CONTEXT_MISMATCH)
    stub.u32()
    const input = readOctets(stub)
    stub.align(4)
    const [length, room] = [stub.u32(), stub.u32()]
    const auxIn = readOctets(stub)
    stub.align(4)
    const [auxLength, auxRoom] = [stub.u32(), stub.u32()]
    const isTooLong =
      length > LONGEST_BUFFER || room > LONGEST_BUFFER || auxLength > LONGEST_AUX || auxRoom > LONGEST_AUX
    if (isTooLong) throw new RpcFault(FAULT.BAD_STUB_DATA)
    if (length !== input.length || auxLength !== auxIn.length) throw new BadMessage('a buffer')
    if (length < HEADER_EXT || room < HEADER_EXT) return executed(handle, Buffer.alloc(0), RPC_FAILED)
    try {
      const output = writeExtended(session.execute(readExtended(input)), server.faults.packing)
      return output.length > room
        ? executed(handle, Buffer.alloc(0), RPC_FAILED)
        : executed(handle, output, 0)
    } catch (error) {
      if (error instanceof BadMessage) return executed(handle, Buffer.alloc(0), RPC_FORMAT)
      throw error
    }
  }

  function executed(handle: Buffer, output: Buffer, error: number): Buffer {
    const to = new OctetWriter().octets(handle).u32(0)
    writeOctets(to, output)
    to.u32(output.length)
    writeOctets(to, Buffer.alloc(0))
    // No auxiliary buffer, and no time spent.
    return to.u32(0).u32(0).u32(error).toBuffer()
  }

  return {
    methods: {
      // EcDoDisconnect
      1: guarded((stub) => {
        handles.close(handles.read(stub).handle)
        return new OctetWriter().octets(NULL_HANDLE).u32(0).toBuffer()
      }),
      // EcDummyRpc
      6: guarded(() => new OctetWriter().u32(0).toBuffer()),
      10: guarded(connect),
      11: guarded(execute),
      // EcDoAsyncConnectEx
      14: guarded((stub) => {
        handles.read(stub)
        return new OctetWriter().octets(NULL_HANDLE).u32(REJECTED).toBuffer()
      }),
    },
    rundown: handles.closeAll,
  }
}

/** Three words of a version (MS-OXCRPC section 3.1.4.1.3.1): bit 15 of the second says that it is of four numbers. */
function versionWords([major, minor, build, revision]: readonly [number, number, number, number]) {
  return [major * 256 + minor, build | 0x8000, revision]
}
