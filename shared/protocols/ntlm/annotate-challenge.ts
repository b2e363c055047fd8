import { ByteReader, FieldNotes } from '../bytes/index.ts'
import { AV_ID, avName, shownPair } from './av-pairs.ts'
import { readChallenge } from './challenge.ts'
import { flagNames } from './flags.ts'

/**
 * A CHALLENGE message as text, a line a field, as `readChallenge` reads it. Throws as that does.
 */
export function annotateChallenge(message: Uint8Array): string {
  const { flags, targetName, targetInfo, version } = readChallenge(message)
  const reader = new ByteReader(message, 'ntlm', 'little', new FieldNotes())
  const field = (name: string) => {
    const length = reader.u16(`${name}Len`)
    reader.skip(2, `${name}MaxLen`)
    return { length, offset: reader.u32(`${name}BufferOffset`) }
  }
  reader.skip(8, 'Signature: NTLMSSP')
  reader.skip(4, 'MessageType: CHALLENGE')
  const name = field('TargetName')
  reader.skip(4, `NegotiateFlags: ${flagNames(flags).join(', ')}`)
  reader.skip(8, 'ServerChallenge')
  if (targetInfo) reader.skip(8, 'Reserved')
  const info = targetInfo && field('TargetInfo')
  if (version) {
    reader.position = 48
    reader.skip(8, `Version: ${version.major}.${version.minor}.${version.build}`)
  }
  if (name.length > 0) {
    reader.position = name.offset
    reader.skip(name.length, `TargetName: ${JSON.stringify(targetName)}`)
  }
  if (targetInfo && info) {
    reader.position = info.offset
    for (const { id, value } of [...targetInfo.pairs, { id: AV_ID.eol, value: new Uint8Array() }]) {
      reader.skip(2, `AvId: ${avName(id)}`)
      reader.skip(2, 'AvLen')
      if (value.length > 0) reader.skip(value.length, shownPair(id, value))
    }
  }
  return reader.annotated()
}
