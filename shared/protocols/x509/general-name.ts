import { ProtocolError } from '../protocol-error.ts'
import { type Bytes, contextTag, type DerElement, type DerReader } from './der.ts'
import { readAscii } from './der-values.ts'
import { formatIpAddress } from './ip-address.ts'
import { type DistinguishedName, readName } from './name.ts'

/** A GeneralName (RFC 5280 section 4.2.1.6) as it stands in a certificate. */
export type GeneralName =
  | { readonly kind: 'dns' | 'email' | 'uri'; readonly value: string }
  | { readonly kind: 'ip'; readonly value: string; readonly bytes: Bytes }
  | { readonly kind: 'directory'; readonly name: DistinguishedName }
  /** A form that this project does not read: `form` is its number in the CHOICE (0 is otherName). */
  | { readonly kind: 'other'; readonly form: number }

const TEXT_FORMS: Readonly<Record<number, 'email' | 'dns' | 'uri'>> = {
  [contextTag(1, 'primitive')]: 'email',
  [contextTag(2, 'primitive')]: 'dns',
  [contextTag(6, 'primitive')]: 'uri',
}
const DIRECTORY = contextTag(4, 'constructed')
const IP = contextTag(7, 'primitive')
const OTHER_FORMS: readonly number[] = [
  contextTag(0, 'constructed'),
  contextTag(3, 'constructed'),
  contextTag(5, 'constructed'),
  contextTag(8, 'primitive'),
]

/** Reads one GeneralName. Throws `x509.general-name` when it has no such form, or not this form's shape. */
export function readGeneralName(reader: DerReader): GeneralName {
  const element = reader.any()
  if (element.tag === IP) {
    if (element.content.length !== 4 && element.content.length !== 16)
      throw new ProtocolError('x509.general-name', `an IP address of ${element.content.length} bytes`)
    return { kind: 'ip', value: formatIpAddress(element.content), bytes: element.content }
  }
  return readOtherForms(reader, element)
}

/** The forms that read the same in a name and in a name constraint: all but the IP address. */
export function readOtherForms(
  reader: DerReader,
  element: DerElement,
): Exclude<GeneralName, { readonly kind: 'ip' }> {
  const text = TEXT_FORMS[element.tag]
  if (text) return { kind: text, value: readAscii(element.content) }
  if (element.tag === DIRECTORY) {
    const inner = reader.into(element)
    const name = readName(inner)
    inner.finish()
    return { kind: 'directory', name }
  }
  if (OTHER_FORMS.includes(element.tag)) return { kind: 'other', form: element.tag & 0x1f }
  throw new ProtocolError('x509.general-name', 'a name of no known form')
}

/** GeneralNames: at least one. Throws `x509.general-name` when there is none. */
export function readGeneralNames(reader: DerReader): GeneralName[] {
  const names = reader.all(readGeneralName)
  if (names.length === 0) throw new ProtocolError('x509.general-name', 'a list of names that is empty')
  return names
}
