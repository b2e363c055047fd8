import { ProtocolError } from '../protocol-error.ts'
import { type Bytes, contextTag, type DerReader } from './der.ts'
import { type GeneralName, readOtherForms } from './general-name.ts'

/** The root of a subtree of names: what a GeneralName becomes in a constraint (RFC 5280 section 4.2.1.10). */
export type NameSubtree =
  | Exclude<GeneralName, { readonly kind: 'ip' }>
  | { readonly kind: 'ip'; readonly address: Bytes; readonly prefix: number }

export interface NameConstraints {
  readonly permitted: readonly NameSubtree[]
  readonly excluded: readonly NameSubtree[]
}

const IP = contextTag(7, 'primitive')

/**
 * Reads NameConstraints. Throws `x509.name-constraints` when there is no subtree at all, when one has a
 * minimum or maximum (RFC 5280 has neither), and when an IP range is not an address with a CIDR mask.
 */
export function readNameConstraints(reader: DerReader): NameConstraints {
  const constraints = reader.sequence()
  const permitted = readSubtrees(constraints, 0)
  const excluded = readSubtrees(constraints, 1)
  constraints.finish()
  if (permitted.length + excluded.length === 0)
    throw new ProtocolError('x509.name-constraints', 'name constraints that constrain nothing')
  return { permitted, excluded }
}

function readSubtrees(constraints: DerReader, number: number): NameSubtree[] {
  const subtrees = constraints.optional(contextTag(number, 'constructed'))
  if (!subtrees) return []
  const found = constraints.into(subtrees).all(readSubtree)
  if (found.length === 0) throw new ProtocolError('x509.name-constraints', 'a list of subtrees that is empty')
  return found
}

function readSubtree(reader: DerReader): NameSubtree {
  const subtree = reader.sequence()
  const base = subtree.any()
  if (!subtree.atEnd)
    throw new ProtocolError('x509.name-constraints', 'a subtree with a minimum or a maximum')
  return base.tag === IP ? readRange(base.content) : readOtherForms(subtree, base)
}

function readRange(content: Bytes): NameSubtree {
  const half = content.length / 2
  if (half !== 4 && half !== 16)
    throw new ProtocolError('x509.name-constraints', `an IP range of ${content.length} bytes`)
  const mask = Array.from(content.subarray(half), (byte) => byte.toString(2).padStart(8, '0')).join('')
  if (mask.includes('01')) throw new ProtocolError('x509.name-constraints', 'an IP mask with holes')
  return { kind: 'ip', address: content.subarray(0, half), prefix: mask.replaceAll('0', '').length }
}
