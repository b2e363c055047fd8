import { guidOctets } from '../../wire/guid.ts'
import { OctetWriter } from '../../wire/octet-writer.ts'

/** An interface's name on the wire: its GUID and its version, 20 octets (C706 section 12.6.3.1). */
export function syntaxOf(guid: string, major: number, minor: number): Buffer {
  return new OctetWriter().octets(guidOctets(guid)).u16(major).u16(minor).toBuffer()
}
