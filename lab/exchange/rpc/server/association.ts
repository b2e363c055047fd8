import type { Identity } from '../../../accounts/index.ts'
import { BadMessage, OctetReader } from '../../wire/octet-reader.ts'
import { judge, readBind, writeBindAck, writeBindNak } from '../pdu/bind.ts'
import { FAULT, RpcFault, readRequest, writeFault } from '../pdu/call.ts'
import { PDU_TYPE, type PduHeader, PFC, readHeader, writeHeader } from '../pdu/header.ts'
import { AUTH_LEVEL, partsOf, withVerifier } from '../pdu/verifier.ts'
import type { RpcSettings } from '../rpc-settings.ts'
import { overheadOf, type Protection, unprotect, writeResponse } from './protect.ts'
import type { Caller, OpenInterface, RpcInterface } from './rpc-interface.ts'
import { type NewAcceptor, type Proved, securityContexts } from './security-contexts.ts'

/** What an association is served with. */
export interface AssociationOptions {
  /** The endpoint: `6001`. */
  readonly endpoint: string
  readonly interfaces: readonly RpcInterface[]
  readonly settings: RpcSettings
  /** Who opened the channels. */
  readonly identity: Identity | undefined
  readonly newAcceptor: NewAcceptor
}

/** A server's end of connection-oriented RPC with one client. */
export interface Association {
  /** Takes a PDU, and makes those that answer it. Throws a `BadMessage` when nothing more can be said. */
  receive(pdu: Buffer): Promise<readonly Buffer[]>
  /** The client has gone. */
  close(): void
}

/** What Windows says of itself over HTTP. */
const LONGEST_FRAGMENT = 4088

/** The shortest fragment that a client may insist on. */
const SHORTEST_FRAGMENT = 512

/** Longer than any request of Exchange's interfaces. */
const LONGEST_REQUEST = 0x8_0000

interface PendingRequest {
  readonly contextId: number
  readonly opnum: number
  stub: Buffer
}

/** Serves a client (C706 chapter 12, MS-RPCE section 3.3.1.5). */
export function serveAssociation(options: AssociationOptions): Association {
  const { settings, endpoint } = options
  const { faults = {} } = settings
  const longest = settings.longestFragment ?? LONGEST_FRAGMENT
  const contexts = new Map<number, { readonly name: string; readonly open: OpenInterface }>()
  const opened = new Map<RpcInterface, OpenInterface>()
  const securities = securityContexts(options.newAcceptor, faults.authentication === 'refused')
  const pending = new Map<number, PendingRequest>()
  const group = 0x4523 + Math.floor(Math.random() * 0x1000)
  let clientTakes = longest

  function openOf(one: RpcInterface): OpenInterface {
    const found = opened.get(one) ?? one.open()
    opened.set(one, found)
    return found
  }

  function interfaceOf(abstractSyntax: Buffer): RpcInterface | undefined {
    const absent = typeof faults.bind === 'object' && 'absent' in faults.bind ? faults.bind.absent : []
    return options.interfaces.find(
      ({ syntax, name }) => syntax.equals(abstractSyntax) && !absent.some((one) => one === name),
    )
  }

  function bind(header: PduHeader, pdu: Buffer): readonly Buffer[] {
    const isFirst = header.type === PDU_TYPE.BIND
    const { body, verifier } = partsOf(pdu, header)
    const asked = readBind(body)
    if (isFirst) {
      if (faults.bind === 'silent') return []
      if (verifier !== undefined && faults.authentication === 'silent') return []
      if (typeof faults.bind === 'object' && 'refused' in faults.bind)
        return [nak(header, faults.bind.refused)]
      clientTakes = Math.max(SHORTEST_FRAGMENT, Math.min(longest, asked.maxReceive))
    }
    const answer = verifier && securities.step(verifier)
    // authentication_type_not_recognized (MS-RPCE section 2.2.2.5).
    if (answer === 'unknown') return [nak(header, 8)]
    if (answer === 'refused') {
      return isFirst ? [nak(header, 0)] : [writeFault(header.callId, 0, FAULT.ACCESS_DENIED)]
    }

    const results = asked.contexts.map((context) => {
      const found = interfaceOf(context.abstractSyntax)
      const result = judge(context, found !== undefined)
      if (found !== undefined && result.result === 0) {
        contexts.set(context.id, { name: found.name, open: openOf(found) })
      }
      return result
    })
    const ack = writeBindAck(
      { maxTransmit: clientTakes, maxReceive: longest, group },
      isFirst ? endpoint : undefined,
      results,
    )
    const value = verifier && answer && { ...verifier, value: answer }
    const type = isFirst ? PDU_TYPE.BIND_ACK : PDU_TYPE.ALTER_CONTEXT_RESPONSE
    const agreed = header.flags & (PFC.HEADER_SIGNING | PFC.CONCURRENT)
    return [
      writeHeader(
        { type, flags: PFC.FIRST | PFC.LAST | agreed, callId: header.callId },
        withVerifier(ack, value),
        value?.value.length,
      ),
    ]
  }

  async function request(header: PduHeader, pdu: Buffer): Promise<readonly Buffer[]> {
    const { body: guarded, verifier } = partsOf(pdu, header)
    const { contextId, opnum, stubAt } = readRequest(guarded, header)
    const protection = securities.protectionFor(verifier)
    const fault = (status: number) => {
      pending.delete(header.callId)
      return [writeFault(header.callId, contextId, status)]
    }
    if (protection === 'refused') return fault(FAULT.ACCESS_DENIED)
    const isGuarded = protection !== undefined && protection.level >= AUTH_LEVEL.PACKET
    const body =
      isGuarded && verifier !== undefined ? unprotect(pdu, header, verifier, protection, stubAt) : guarded
    if (body === undefined) return fault(FAULT.SEC_PKG_ERROR)

    const stub = body.subarray(stubAt)
    const before = pending.get(header.callId)
    const isFirst = (header.flags & PFC.FIRST) !== 0
    if (isFirst === (before !== undefined)) return fault(FAULT.PROTOCOL)
    const whole: PendingRequest = before ?? { contextId, opnum, stub: Buffer.alloc(0) }
    whole.stub = Buffer.concat([whole.stub, stub])
    if (whole.stub.length > LONGEST_REQUEST) return fault(FAULT.PROTOCOL)
    pending.set(header.callId, whole)
    if ((header.flags & PFC.LAST) === 0) return []
    pending.delete(header.callId)

    const context = contexts.get(whole.contextId)
    if (context === undefined) return fault(FAULT.UNKNOWN_INTERFACE)
    const { calls } = faults
    const by = calls && isDamaged(calls.of, context.name) ? calls.by : undefined
    if (by === 'silent') return []
    if (typeof by === 'object') return fault(by.status)
    const method = context.open.methods[whole.opnum]
    if (method === undefined) return fault(FAULT.OP_RANGE)
    try {
      const caller = callerOf(protection)
      const answer = await method(new OctetReader(whole.stub), caller)
      if (by === 'unanswered') return []
      return respond(header.callId, whole.contextId, answer, isGuarded ? protection : undefined, by)
    } catch (error) {
      if (error instanceof RpcFault) return fault(error.status)
      if (error instanceof BadMessage) return fault(FAULT.BAD_STUB_DATA)
      throw error
    }
  }

  function callerOf(proved: Proved | undefined): Caller {
    return proved === undefined
      ? { identity: options.identity, byRpc: false, level: AUTH_LEVEL.NONE }
      : { identity: proved.identity, byRpc: true, level: proved.level }
  }

  function respond(
    callId: number,
    contextId: number,
    stub: Buffer,
    protection: Protection | undefined,
    damage: 'fragments' | 'hint' | undefined,
  ): readonly Buffer[] {
    const room = clientTakes - overheadOf(protection)
    // All fragments but the last one are a multiple of 16 long, so that none is filled up in between.
    const most = damage === 'fragments' ? 16 : room - (room % 16)
    const pdus: Buffer[] = []
    for (let at = 0; at === 0 || at < stub.length; at += most) {
      const fragment = {
        callId,
        contextId,
        hint: damage === 'hint' ? 4 : stub.length - at,
        first: at === 0,
        last: at + most >= stub.length,
        stub: stub.subarray(at, at + most),
      }
      pdus.push(writeResponse(fragment, protection, faults.verifier))
    }
    return pdus
  }

  return {
    async receive(pdu) {
      const header = readHeader(new OctetReader(pdu))
      switch (header.type) {
        case PDU_TYPE.BIND:
        case PDU_TYPE.ALTER_CONTEXT:
          return bind(header, pdu)
        case PDU_TYPE.AUTH3: {
          const { verifier } = partsOf(pdu, header)
          if (verifier !== undefined) securities.step(verifier)
          return []
        }
        case PDU_TYPE.REQUEST:
          return await request(header, pdu)
        case PDU_TYPE.CO_CANCEL:
        case PDU_TYPE.ORPHANED:
          pending.delete(header.callId)
          return []
        default:
          throw new BadMessage(`PDU type ${header.type} to a server`)
      }
    },
    close() {
      for (const one of opened.values()) one.rundown?.()
      opened.clear()
      contexts.clear()
    },
  }
}

/** A fault that names no interface leaves mgmt alone: the server is there, and something in it is broken. */
function isDamaged(of: string | undefined, name: string): boolean {
  return of === name || (of === undefined && name !== 'mgmt')
}

function nak(header: PduHeader, reason: number): Buffer {
  const flags = PFC.FIRST | PFC.LAST
  return writeHeader({ type: PDU_TYPE.BIND_NAK, flags, callId: header.callId }, writeBindNak(reason))
}
