import { ByteReader, ByteWriter } from '../bytes/index.ts'
import { flagNames, hasFlag, NTLM_FLAG } from './flags.ts'
import {
  MESSAGE_TYPE,
  type NtlmVersion,
  readHead,
  readVersion,
  writeField,
  writeHead,
  writeVersion,
} from './message.ts'

export interface NtlmNegotiate {
  readonly flags: number
  /** Left out on the wire when the flags do not say VERSION. */
  readonly version?: NtlmVersion
}

/**
 * NEGOTIATE_MESSAGE (MS-NLMP section 2.2.1.1), 40 bytes: it names neither domain nor workstation, as Windows
 * does not. The version stands in it when the flags say so.
 *
 * @example
 * encodeNegotiate({ flags: HTTP_FLAGS, version: { major: 10, minor: 0, build: 19041 } }).bytes()
 */
export function encodeNegotiate({ flags, version }: NtlmNegotiate): ByteWriter {
  const writer = new ByteWriter('little')
  writeHead(writer, MESSAGE_TYPE.negotiate, 'NEGOTIATE')
  writer.u32(flags, `NegotiateFlags: ${flagNames(flags).join(', ')}`)
  writeField(writer, 'DomainName', { length: 0, offset: 0 })
  writeField(writer, 'Workstation', { length: 0, offset: 0 })
  writeVersion(writer, hasFlag(flags, NTLM_FLAG.VERSION) ? version : undefined)
  return writer
}

/** What one asked for in a NEGOTIATE message of one's own; throws as {@link readHead} does, and `ntlm.truncated`. */
export function readNegotiate(message: Uint8Array): NtlmNegotiate {
  const reader = new ByteReader(message, 'ntlm', 'little')
  readHead(reader, MESSAGE_TYPE.negotiate)
  const flags = reader.u32()
  if (!hasFlag(flags, NTLM_FLAG.VERSION)) return { flags }
  reader.skip(16)
  return { flags, version: readVersion(reader) }
}
