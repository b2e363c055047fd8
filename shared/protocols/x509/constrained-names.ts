import type { Certificate } from './certificate.ts'
import type { Ledger } from './chain-limits.ts'
import type { GeneralName } from './general-name.ts'
import { isDnsName, isWildcard } from './host.ts'
import { parseIpAddress } from './ip-address.ts'
import { isNameWithin } from './name.ts'
import type { NameConstraints, NameSubtree } from './name-constraints.ts'

/**
 * What is wrong with the names of `certificate` under `constraints` of a CA above it (RFC 5280 section
 * 4.2.1.10); `undefined` when nothing is. A name that cannot be held against a constraint of its own form is wrong: the
 * constraint might have forbidden it.
 *
 * Every comparison is spent from `ledger`; `bounds` when there are none left.
 */
export function findForbiddenName(
  certificate: Certificate,
  constraints: NameConstraints,
  ledger: Ledger,
): { readonly name: string } | 'bounds' | undefined {
  for (const name of namesOf(certificate)) {
    const excluded = constraints.excluded.filter((subtree) => isSameForm(subtree, name))
    const permitted = constraints.permitted.filter((subtree) => isSameForm(subtree, name))
    if (!ledger.spend('names', constraints.excluded.length + constraints.permitted.length)) return 'bounds'
    const forbidden =
      excluded.some((subtree) => compare(name, subtree, 'touches') !== 'outside') ||
      (permitted.length > 0 && !permitted.some((subtree) => compare(name, subtree, 'within') === 'inside'))
    if (forbidden) return { name: describe(name) }
  }
  return undefined
}

/** Everything that a constraint may speak of: the subject, its mailboxes, and the alternative names. */
function* namesOf(certificate: Certificate): Generator<GeneralName> {
  const { subject, subjectAltName } = certificate
  if (subject.keys.length > 0) yield { kind: 'directory', name: subject }
  // RFC 5280: mailboxes in the subject count only where there are none among the alternative names.
  if (!subjectAltName?.emails.length)
    for (const attribute of subject.rdns.flat())
      if (attribute.name === 'emailAddress') yield { kind: 'email', value: attribute.value }
  yield* subjectAltName?.names ?? []
}

function isSameForm(subtree: NameSubtree, name: GeneralName): boolean {
  return (
    subtree.kind === name.kind &&
    (subtree.kind !== 'other' || name.kind !== 'other' || subtree.form === name.form)
  )
}

/** `unclear`: the name or the constraint is of no form that can be compared. */
type Position = 'inside' | 'outside' | 'unclear'

/**
 * Where `name` lies. A wildcard stands for many names: it is `within` a subtree when all of them are,
 * and `touches` one when any of them is.
 */
function compare(name: GeneralName, subtree: NameSubtree, how: 'within' | 'touches'): Position {
  if (name.kind === 'dns' && subtree.kind === 'dns') return compareDns(name.value, subtree.value, how)
  if (name.kind === 'email' && subtree.kind === 'email') return compareEmail(name.value, subtree.value)
  if (name.kind === 'uri' && subtree.kind === 'uri') return compareUri(name.value, subtree.value)
  if (name.kind === 'directory' && subtree.kind === 'directory')
    return position(isNameWithin(name.name, subtree.name))
  if (name.kind === 'ip' && subtree.kind === 'ip')
    return position(
      name.bytes.length === subtree.address.length &&
        sharesPrefix(name.bytes, subtree.address, subtree.prefix),
    )
  return 'unclear'
}

function position(inside: boolean): Position {
  return inside ? 'inside' : 'outside'
}

function compareDns(name: string, constraint: string, how: 'within' | 'touches'): Position {
  const wildcard = isWildcard(name)
  const base = (wildcard ? name.slice(2) : name).toLowerCase()
  const root = constraint.toLowerCase()
  if (!isDnsName(base)) return 'unclear'
  if (root === '') return 'inside'
  // RFC 5280 knows no dot in front. Where it is used it means the hosts below, without the domain itself.
  const below = root.startsWith('.')
  const domain = below ? root.slice(1) : root
  if (!isDnsName(domain)) return 'unclear'
  if (base.endsWith(`.${domain}`) || (base === domain && (wildcard || !below))) return 'inside'
  const couldBeRoot = wildcard && !below && domain.slice(domain.indexOf('.') + 1) === base && domain !== base
  return position(how === 'touches' && couldBeRoot)
}

function compareEmail(name: string, constraint: string): Position {
  const mailbox = /^([^@]+)@([^@]+)$/.exec(name)
  const host = mailbox?.[2]?.toLowerCase()
  if (!mailbox || host === undefined || !isDnsName(host)) return 'unclear'
  if (!constraint.includes('@')) return compareHost(host, constraint)
  const wanted = /^([^@]+)@([^@]+)$/.exec(constraint)
  if (!wanted) return 'unclear'
  return position(wanted[1] === mailbox[1] && wanted[2]?.toLowerCase() === host)
}

function compareUri(name: string, constraint: string): Position {
  const host = URL.parse(name)?.hostname.toLowerCase()
  if (!host || parseIpAddress(host) || !isDnsName(host)) return 'unclear'
  return compareHost(host, constraint)
}

/** A host, or with a dot in front every host below a domain: how mailboxes and URIs are constrained. */
function compareHost(host: string, constraint: string): Position {
  const wanted = constraint.toLowerCase()
  if (!isDnsName(wanted.replace(/^\./, ''))) return 'unclear'
  return position(wanted.startsWith('.') ? host.endsWith(wanted) : host === wanted)
}

function sharesPrefix(left: Uint8Array, right: Uint8Array, prefix: number): boolean {
  return left.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefix - index * 8))
    return ((byte ^ (right[index] ?? 0)) & (0xff00 >> bits) & 0xff) === 0
  })
}

function describe(name: GeneralName): string {
  if (name.kind === 'directory') return name.name.text
  return name.kind === 'other' ? 'a name of another form' : name.value
}
