import type { ByteReader, ByteWriter } from '../../bytes/index.ts'
import { mapiErrorText } from '../error-codes.ts'

/** What every answer's body begins with (MS-OXCMAPIHTTP section 2.2.4). */
export interface BodyStatus {
  /** 0 unless the request as such failed; 0x6BB when the server is too busy. */
  readonly statusCode: number
  /** What the method itself returned, as the RPC method of the same purpose does; 0 when the request as such failed. */
  readonly errorCode: number
}

/** Every request's end: no auxiliary data. */
export function writeNoAuxiliary(writer: ByteWriter): void {
  writer.u32(0, 'AuxiliaryBufferSize')
}

/**
 * Reads StatusCode and ErrorCode, and what `content` reads behind them when the request as such succeeded. What the
 * method leaves out when it failed need not be there.
 *
 * @throws ProtocolError `mapi.truncated`, `mapi.trailing`
 */
export function readBody<Content>(
  reader: ByteReader,
  content: (reader: ByteReader) => Content,
  isSuccess: (errorCode: number) => boolean = (errorCode) => errorCode === 0,
): BodyStatus & { readonly content: Content | undefined; readonly auxiliary: Uint8Array } {
  const statusCode = reader.u32((value) => `StatusCode: ${mapiErrorText(value)}`)
  const errorCode = statusCode === 0 ? reader.u32((value) => `ErrorCode: ${mapiErrorText(value)}`) : 0
  if (statusCode === 0 && !isSuccess(errorCode)) {
    reader.rest('what the method tells beside its failure')
    return { statusCode, errorCode, content: undefined, auxiliary: new Uint8Array() }
  }
  const read = statusCode === 0 ? content(reader) : undefined
  const auxiliary = reader.take(reader.u32('AuxiliaryBufferSize'), 'AuxiliaryBuffer')
  reader.finish()
  return { statusCode, errorCode, content: read, auxiliary }
}
