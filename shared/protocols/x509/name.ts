import { toHex } from '../bytes/index.ts'
import { ProtocolError } from '../protocol-error.ts'
import type { Bytes, DerReader } from './der.ts'
import { readText } from './der-values.ts'
import { attributeName } from './oids.ts'

/** One attribute of a distinguished name, such as `CN=mail.example.com`. */
export interface NameAttribute {
  /** Dotted. */
  readonly oid: string
  /** The short name (`CN`), or the dotted form where there is none. */
  readonly name: string
  /** The text; `#` and the DER in hex where the value is no readable string (RFC 4514 section 2.4). */
  readonly value: string
}

/** A distinguished name (RFC 5280 section 4.1.2.4). */
export interface DistinguishedName {
  readonly der: Bytes
  /** The relative names in the order of the certificate: the most general (the country) first. */
  readonly rdns: readonly (readonly NameAttribute[])[]
  /** As RFC 4514 writes it: the most specific first, special characters escaped. Empty for the empty name. */
  readonly text: string
  /** One key a relative name: equal keys are equal names by RFC 5280 section 7.1 (case and blanks do not count). */
  readonly keys: readonly string[]
}

/** Reads a Name. Throws {@link ProtocolError} when the structure is not a name's. */
export function readName(reader: DerReader): DistinguishedName {
  const element = reader.expect(0x30)
  return nameFromRdns(element.der, reader.into(element))
}

function nameFromRdns(der: Bytes, sequence: DerReader): DistinguishedName {
  const rdns = sequence.all((rdn) => {
    const attributes = rdn.set().all(readAttribute)
    if (attributes.length === 0)
      throw new ProtocolError('x509.name', 'a relative distinguished name without an attribute')
    return attributes
  })
  return {
    der,
    rdns,
    text: [...rdns]
      .reverse()
      .map((rdn) =>
        rdn.map(({ name, value, raw }) => `${name}=${raw ? value : escapeValue(value)}`).join('+'),
      )
      .join(','),
    keys: rdns.map((rdn) => rdn.map(comparable).sort().join('+')),
  }
}

/** Whether both are the same name by RFC 5280 section 7.1. */
export function sameName(left: DistinguishedName, right: DistinguishedName): boolean {
  return left.keys.length === right.keys.length && isNameWithin(left, right)
}

/** One key for the whole name: equal for names that are the same. */
export function nameKey(name: DistinguishedName): string {
  return name.keys.join('\n')
}

/** Whether `name` lies in the subtree whose root is `base` (RFC 5280 section 4.2.1.10, directoryName). */
export function isNameWithin(name: DistinguishedName, base: DistinguishedName): boolean {
  return base.keys.every((key, index) => name.keys[index] === key)
}

/** The values of every attribute of this type, in order: `attributeValues(subject, 'CN')`. */
export function attributeValues(name: DistinguishedName, type: string): string[] {
  return name.rdns.flat().flatMap((attribute) => (attribute.name === type ? [attribute.value] : []))
}

interface ReadAttribute extends NameAttribute {
  /** Whether the value is in the `#` form, which is not escaped. */
  readonly raw: boolean
}

function readAttribute(reader: DerReader): ReadAttribute {
  const attribute = reader.sequence()
  const oid = attribute.oid()
  const { tag, content, der } = attribute.any()
  attribute.finish()
  const text = decoded(tag, content)
  return { oid, name: attributeName(oid), value: text ?? `#${toHex(der)}`, raw: text === undefined }
}

/** A value that breaks its own type is kept as bytes: a name that nobody can read is still a name. */
function decoded(tag: number, content: Bytes): string | undefined {
  try {
    return readText(tag, content)
  } catch {
    return undefined
  }
}

function comparable({ oid, value, raw }: ReadAttribute): string {
  const folded = raw ? value : value.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ')
  return `${oid}=${JSON.stringify(folded)}${raw ? '#' : ''}`
}

/** RFC 4514 section 2.4; control characters as hex pairs of their UTF-8, which the RFC allows for any character. */
function escapeValue(value: string): string {
  return value
    .replace(/[\\",+;<>]/g, '\\$&')
    .replace(/^[ #]/, '\\$&')
    .replace(/(?<!^\\) $/, '\\ ')
    .replace(/\p{Cc}/gu, (control) => toHex(new TextEncoder().encode(control)).replace(/../g, '\\$&'))
}
