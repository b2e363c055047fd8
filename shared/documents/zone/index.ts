import { ignoredByComments, withoutIgnored } from '../ignored.ts'
import type { DocumentReader } from '../readers.ts'
import { mentionsOf } from './mentions.ts'
import { readZone } from './records.ts'
import { remarksOn } from './rules.ts'

/** Reads a zone file (RFC 1035 section 5). */
export const readZoneDocument: DocumentReader = (text) => {
  const zone = readZone(text)
  const ignored = ignoredByComments(text, zone.ignored)
  return {
    mentions: mentionsOf(zone),
    remarks: withoutIgnored(remarksOn(zone), ignored),
    ignored,
    parsed: zone.records.length,
  }
}
