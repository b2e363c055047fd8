import type { ByteReader, ByteWriter } from '../../bytes/index.ts'
import { type AuthToWrite, writePdu } from './framed.ts'
import { PDU_TYPE, PFC } from './header.ts'
import { readSyntax, type SyntaxId, writeSyntax } from './syntax.ts'

/** An interface that a client wants to call, and the ways in which it can write its calls. */
export interface PresentationContext {
  readonly id: number
  readonly abstractSyntax: SyntaxId
  readonly transferSyntaxes: readonly SyntaxId[]
}

export interface Bind {
  /** The longest fragment that the sender sends, and that it takes. */
  readonly maxTransmit: number
  readonly maxReceive: number
  /** 0 for a new association group. */
  readonly associationGroup: number
  readonly contexts: readonly PresentationContext[]
}

const WHOLE = PFC.firstFragment | PFC.lastFragment

/** A bind, or an alter_context, which has the same form (C706 sections 12.6.4.3 and 12.6.4.1). */
export function encodeBind(
  bind: Bind & { readonly callId: number; readonly type?: 'bind' | 'alterContext'; readonly flags?: number },
  auth?: AuthToWrite,
): ByteWriter {
  const { callId, type = 'bind', flags = WHOLE } = bind
  return writePdu({ type: PDU_TYPE[type], flags, callId }, (writer) => writeBind(writer, bind), auth)
}

function writeBind(writer: ByteWriter, bind: Bind): void {
  writer
    .u16(bind.maxTransmit, 'max_xmit_frag')
    .u16(bind.maxReceive, 'max_recv_frag')
    .u32(bind.associationGroup, 'assoc_group_id')
    .u8(bind.contexts.length, 'n_context_elem')
    .raw(new Uint8Array(3), 'reserved')
  for (const context of bind.contexts) {
    writer
      .u16(context.id, 'p_cont_id')
      .u8(context.transferSyntaxes.length, 'n_transfer_syn')
      .u8(0, 'reserved')
    writeSyntax(writer, context.abstractSyntax, 'abstract_syntax')
    for (const syntax of context.transferSyntaxes) writeSyntax(writer, syntax, 'transfer_syntax')
  }
}

export function readBind(reader: ByteReader): Bind {
  const maxTransmit = reader.u16('max_xmit_frag')
  const maxReceive = reader.u16('max_recv_frag')
  const associationGroup = reader.u32('assoc_group_id')
  const count = reader.u8('n_context_elem')
  reader.skip(3, 'reserved')
  const contexts = Array.from({ length: count }, () => readContext(reader))
  return { maxTransmit, maxReceive, associationGroup, contexts }
}

function readContext(reader: ByteReader): PresentationContext {
  const id = reader.u16('p_cont_id')
  const count = reader.u8('n_transfer_syn')
  reader.skip(1, 'reserved')
  const abstractSyntax = readSyntax(reader, 'abstract_syntax')
  const transferSyntaxes = Array.from({ length: count }, () => readSyntax(reader, 'transfer_syntax'))
  return { id, abstractSyntax, transferSyntaxes }
}

/**
 * The third leg of a security exchange (MS-RPCE section 2.2.2.10), which is not answered. `callId` is that of the bind.
 */
export function encodeAuth3(callId: number, auth: AuthToWrite, flags: number = WHOLE): ByteWriter {
  const pad = (writer: ByteWriter) => writer.raw(new Uint8Array(4), 'pad')
  return writePdu({ type: PDU_TYPE.auth3, flags, callId }, pad, auth)
}
