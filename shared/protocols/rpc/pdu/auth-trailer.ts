import type { ByteReader, ByteWriter } from '../../bytes/index.ts'
import { ProtocolError } from '../../protocol-error.ts'
import { HEADER_LENGTH, type PduHeader } from './header.ts'

/** Bytes of a sec_trailer (MS-RPCE section 2.2.2.11), `auth_value` not counted. */
export const TRAILER_LENGTH = 8

/** MS-RPCE section 2.2.1.1.7. */
export const AUTH_TYPE = { spnego: 0x09, ntlm: 0x0a, kerberos: 0x10 } as const

/** MS-RPCE section 2.2.1.1.8. */
export const AUTH_LEVEL = { none: 1, connect: 2, call: 3, packet: 4, integrity: 5, privacy: 6 } as const

export type RpcAuthLevel = 'none' | 'connect' | 'integrity' | 'privacy'

export interface AuthTrailer {
  readonly type: number
  readonly level: number
  /** Bytes between the stub and the trailer. */
  readonly padLength: number
  readonly contextId: number
}

/** What stands at the end of a PDU that carries security information, and where it starts. */
export interface AuthVerifier extends AuthTrailer {
  /** Where the trailer starts: what stands before it, header left out, is the body with its padding. */
  readonly trailerAt: number
  readonly value: Uint8Array
}

export function writeTrailer(writer: ByteWriter, trailer: AuthTrailer): void {
  writer
    .u8(trailer.type, `auth_type: ${nameOf(AUTH_TYPE, trailer.type)}`)
    .u8(trailer.level, `auth_level: ${nameOf(AUTH_LEVEL, trailer.level)}`)
    .u8(trailer.padLength, 'auth_pad_length')
    .u8(0, 'auth_reserved')
    .u32(trailer.contextId, 'auth_context_id')
}

export function readTrailer(reader: ByteReader): AuthTrailer {
  const type = reader.u8((value) => `auth_type: ${nameOf(AUTH_TYPE, value)}`)
  const level = reader.u8((value) => `auth_level: ${nameOf(AUTH_LEVEL, value)}`)
  const padLength = reader.u8('auth_pad_length')
  reader.skip(1, 'auth_reserved')
  return { type, level, padLength, contextId: reader.u32('auth_context_id') }
}

/**
 * Where the trailer of a PDU starts: undefined when it has none. Throws `rpc.auth-length` when there is no room for
 * what the header announces, or the trailer is not aligned to four bytes.
 */
export function trailerStart(header: PduHeader): number | undefined {
  if (header.authLength === 0) return undefined
  const at = header.fragmentLength - header.authLength - TRAILER_LENGTH
  if (at < HEADER_LENGTH || at % 4 !== 0)
    throw new ProtocolError(
      'rpc.auth-length',
      `${header.authLength} bytes of security information do not fit into a fragment of ${header.fragmentLength}`,
    )
  return at
}

function nameOf(names: { readonly [name: string]: number }, value: number): string {
  return Object.entries(names).find(([, code]) => code === value)?.[0] ?? `0x${value.toString(16)}`
}
