import { ByteReader, FieldNotes } from '../../bytes/index.ts'
import { ProtocolError } from '../../protocol-error.ts'
import { rtsName } from '../rts/messages.ts'
import { readRts } from '../rts/pdu.ts'
import type { AuthVerifier } from './auth-trailer.ts'
import { type Bind, readBind } from './bind.ts'
import { type BindAck, type BindNak, readBindAck, readBindNak } from './bind-answer.ts'
import { type Fault, type Request, type Response, readFault, readRequest, readResponse } from './call.ts'
import { readFramed } from './framed.ts'
import { PDU_TYPE, type PduHeader, pduTypeName, readHeader } from './header.ts'

/** What a PDU holds between its header and its security information. */
export type PduContent =
  | ({ readonly kind: 'bind' | 'alterContext' } & Bind)
  | ({ readonly kind: 'bindAck' | 'alterContextResponse' } & BindAck)
  | ({ readonly kind: 'bindNak' } & BindNak)
  | ({ readonly kind: 'request' } & Request)
  | ({ readonly kind: 'response' } & Response)
  | ({ readonly kind: 'fault' } & Fault)
  | { readonly kind: 'auth3' | 'shutdown' | 'cancel' | 'orphaned' }

/** Any PDU but RTS. */
export interface Pdu {
  readonly header: PduHeader
  readonly content: PduContent
  readonly auth: AuthVerifier | undefined
}

/**
 * Reads a PDU that is there as a whole, any but RTS: see `readRts`. Throws `rpc.pdu-type` for a type that is not known,
 * and what the readers of its parts throw.
 */
export function readPdu(bytes: Uint8Array, notes?: FieldNotes): Pdu {
  return readFramed(bytes, notes, readContent)
}

function readContent(header: PduHeader, body: ByteReader): PduContent {
  switch (header.type) {
    case PDU_TYPE.bind:
      return { kind: 'bind', ...readBind(body) }
    case PDU_TYPE.alterContext:
      return { kind: 'alterContext', ...readBind(body) }
    case PDU_TYPE.bindAck:
      return { kind: 'bindAck', ...readBindAck(body) }
    case PDU_TYPE.alterContextResponse:
      return { kind: 'alterContextResponse', ...readBindAck(body) }
    case PDU_TYPE.bindNak:
      return { kind: 'bindNak', ...readBindNak(body) }
    case PDU_TYPE.request:
      return { kind: 'request', ...readRequest(body, header) }
    case PDU_TYPE.response:
      return { kind: 'response', ...readResponse(body) }
    case PDU_TYPE.fault:
      return { kind: 'fault', ...readFault(body) }
    case PDU_TYPE.auth3:
      body.rest('pad')
      return { kind: 'auth3' }
    case PDU_TYPE.shutdown:
      return { kind: 'shutdown' }
    case PDU_TYPE.cancel:
      body.rest('security information')
      return { kind: 'cancel' }
    case PDU_TYPE.orphaned:
      body.rest('security information')
      return { kind: 'orphaned' }
    default:
      throw new ProtocolError(
        'rpc.pdu-type',
        `a PDU of the type 0x${header.type.toString(16)} has no place here`,
      )
  }
}

/**
 * A PDU as text, whatever is in it: its name, and a line a field; what cannot be read is shown in hex. Proofs of who
 * somebody is are left out.
 */
export function annotatePdu(bytes: Uint8Array): { name: string; text: string } {
  const notes = new FieldNotes()
  const reader = new ByteReader(bytes, 'rpc', 'little', notes)
  try {
    const { type } = readHeader(new ByteReader(bytes, 'rpc', 'little'))
    if (type === PDU_TYPE.rts) {
      const pdu = readRts(bytes, notes)
      return { name: rtsName(pdu), text: pdu.text }
    }
    return { name: pduTypeName(type), text: readFramed(bytes, notes, readContent).text }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    return { name: 'PDU that cannot be read', text: reader.annotated() }
  }
}
