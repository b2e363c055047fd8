import type { Step } from '../../engine/index.ts'
import { check } from '../../engine/index.ts'
import { ByteReader, FieldNotes } from '../../protocols/bytes/index.ts'
import {
  type ConnectExAnswer,
  EMSMDB_OPNUM,
  mapiErrorText,
  readConnectEx,
  readDisconnect,
  readRops,
  readRpcExt2,
  writeConnectEx,
  writeDisconnect,
  writeLogonRops,
  writeReleaseRops,
  writeRpcExt2,
} from '../../protocols/mapi/index.ts'
import { RPC_INTERFACE, type RpcAuthLevel } from '../../protocols/rpc/index.ts'
import { type ContextHandle, isNullHandle } from '../../protocols/rpc/ndr/index.ts'
import { type LogonOutcome, logonOutcome } from './logon.ts'
import { Progress } from './progress.ts'
import { CACHED_MODE_REQUIRED, refusalFinding } from './refusal.ts'
import { RpcCaller, type RpcMailboxPlace } from './rpc-caller.ts'

/** A mailbox that was logged on to. */
export interface OpenedByRpc {
  readonly displayName: string | undefined
  readonly mailboxGuid: string
  /** As the mailbox store tells it: four numbers. */
  readonly serverVersion: string
}

const NOT_ENCRYPTED = 0x970
/** The most that a server can be offered to fill (MS-OXCRPC section 3.1.4.2). */
const MOST_ROOM = 0x40000

/**
 * Can the user open the mailbox by RPC over HTTP? EcDoConnectEx, RopLogon within EcDoRpcExt2, and the way back: RopRelease,
 * EcDoDisconnect (MS-OXCRPC section 3.2.4). Where the server demands that RPC is encrypted, it is, as Outlook does.
 */
export const openByRpc = check(
  'rpc.mailbox',
  async (step, place: RpcMailboxPlace): Promise<OpenedByRpc> => {
    const progress = new Progress(step, 'rpc-http')
    let session = await Session.connect(step, place, progress, place.level)
    if (session.connected.code === NOT_ENCRYPTED && place.level !== 'privacy') {
      progress.learned('encryption', 'required')
      await session.end()
      session = await Session.connect(step, place, progress, 'privacy')
      if (session.connected.code === 0)
        step.find(refusalFinding(NOT_ENCRYPTED, session.refused('EcDoConnectEx'), 'info'))
    }
    const { code, displayName, serverVersion } = session.connected
    if (code === CACHED_MODE_REQUIRED) {
      step.find(refusalFinding(code, session.refused('EcDoConnectEx')))
      const text = mapiErrorText(code)
      const reason = { code: 'mailbox.cached-mode', message: `EcDoConnectEx is refused with ${text}` }
      return progress.stop('EcDoConnectEx', text, reason, 'unanswered')
    }
    if (code !== 0) return session.refuse('EcDoConnectEx', code)
    progress.reached('EcDoConnectEx')
    progress.learned('serverVersion', serverVersion)

    let outcome = await session.logOn()
    if (outcome.kind === 'too-small') outcome = await session.logOn(MOST_ROOM)
    switch (outcome.kind) {
      case 'logged-on':
        break
      case 'refused':
        progress.learned('redirectedTo', outcome.server)
        return session.refuse('RopLogon', outcome.code)
      case 'busy':
        return session.caller.busy('RopLogon')
      case 'too-small':
        return session.caller.unfit(
          'RopLogon',
          'mapi.buffer-too-small',
          `it needs ${outcome.sizeNeeded} bytes`,
        )
      case 'unanswered':
        return session.caller.unfit('RopLogon', 'mapi.no-response', 'it says nothing about the logon')
    }
    progress.reached('RopLogon')
    const { mailboxGuid, handle } = outcome
    progress.learned('mailboxGuid', mailboxGuid)
    progress.learned('displayName', displayName)
    if (handle !== undefined) {
      await session.release(handle)
      progress.reached('RopRelease')
    }
    if (await session.end()) progress.reached('EcDoDisconnect')
    progress.tell()
    return { displayName, mailboxGuid, serverVersion }
  },
  { limitSeconds: 60 },
)

/** A session at the mailbox store. It is ended when the step ends, whatever ends that. */
class Session {
  readonly caller: RpcCaller
  readonly connected: ConnectExAnswer
  readonly #step: Step
  readonly #place: RpcMailboxPlace
  readonly #progress: Progress
  readonly #end: () => Promise<boolean>

  private constructor(
    step: Step,
    place: RpcMailboxPlace,
    progress: Progress,
    caller: RpcCaller,
    connected: ConnectExAnswer,
    end: () => Promise<boolean>,
  ) {
    this.#step = step
    this.#place = place
    this.#progress = progress
    this.caller = caller
    this.connected = connected
    this.#end = end
  }

  static async connect(
    step: Step,
    place: RpcMailboxPlace,
    progress: Progress,
    level: RpcAuthLevel,
  ): Promise<Session> {
    const caller = new RpcCaller(step, place, progress, level)
    await caller.open(RPC_INTERFACE.emsmdb, 'EMSMDB')
    const connecting = caller.call(
      'EcDoConnectEx',
      EMSMDB_OPNUM.EcDoConnectEx,
      writeConnectEx({ dn: place.dn }),
      readConnectEx,
    )
    let ended: Promise<boolean> | undefined
    const end = () => {
      ended ??= disconnect(caller, connecting)
      return ended
    }
    // From here on the server may have made a session, whether or not its answer is still waited for.
    step.lastly(end)
    return new Session(step, place, progress, caller, await connecting, end)
  }

  async logOn(offered?: number): Promise<LogonOutcome> {
    const { dn } = this.#place
    const stub = writeRpcExt2(this.connected.handle, (writer) => writeLogonRops(writer, { dn }), offered)
    const { code, outcome } = await this.caller.call(
      'EcDoRpcExt2',
      EMSMDB_OPNUM.EcDoRpcExt2,
      stub,
      (reader) => {
        const answer = readRpcExt2(reader)
        return { ...answer, outcome: answer.code === 0 ? this.#readOutcome(answer.rops) : undefined }
      },
    )
    return outcome ?? { kind: 'refused', code }
  }

  async release(handle: number): Promise<void> {
    const stub = writeRpcExt2(this.connected.handle, (writer) => writeReleaseRops(writer, handle))
    await this.caller.call('EcDoRpcExt2', EMSMDB_OPNUM.EcDoRpcExt2, stub, readRpcExt2)
  }

  /** Whether the server took leave in order. */
  end(): Promise<boolean> {
    return this.#end()
  }

  refused(call: string) {
    const { mailbox, host, generation } = this.#place
    return { mailbox, host, transport: 'rpc-http', call, ...(generation && { generation }) } as const
  }

  refuse(call: string, code: number): never {
    this.#step.find(refusalFinding(code, this.refused(call)))
    const text = mapiErrorText(code)
    return this.#progress.stop(call, text, {
      code: 'mailbox.refused',
      message: `${call} is refused with ${text}`,
    })
  }

  #readOutcome(rops: Uint8Array): LogonOutcome {
    const reader = new ByteReader(rops, 'mapi', 'little', this.#step.trace && new FieldNotes())
    try {
      return logonOutcome(readRops(reader))
    } finally {
      const text = reader.annotated()
      if (text !== '') this.#step.trace?.({ direction: 'received', title: 'ROP output buffer', text })
    }
  }
}

/** Ends what EcDoConnectEx made, if it made anything, and the connection. Never rejects. */
async function disconnect(caller: RpcCaller, connecting: Promise<ConnectExAnswer>): Promise<boolean> {
  let ended = false
  try {
    const handle: ContextHandle = (await connecting).handle
    if (!isNullHandle(handle)) {
      const code = await caller.quietly(EMSMDB_OPNUM.EcDoDisconnect, writeDisconnect(handle), readDisconnect)
      ended = code === 0
    }
  } catch {
    // There is no session, or nobody to tell.
  }
  await caller.close()
  return ended
}
