import { ProtocolError } from '../protocol-error.ts'
import { type Certificate, LARGEST_CERTIFICATE, parseCertificate } from './certificate.ts'
import { type Bytes, DerReader, readDer, TAG } from './der.ts'
import { type DistinguishedName, nameKey, readName } from './name.ts'

/** A certificate that is trusted because somebody said so, and who did. */
export interface TrustAnchor {
  readonly certificate: Certificate
  /** Where it comes from: `mozilla`, `system`, `file`; whatever the caller calls it. */
  readonly store: string
}

/**
 * Trust anchors, found by their subject. A store holds over a hundred certificates and a chain needs one:
 * only the names are read beforehand, the rest when it is asked for.
 */
export interface TrustAnchors {
  readonly size: number
  /** How many were left out because they are no certificates. */
  readonly unreadable: number
  /** Every anchor of this name. */
  bySubject(name: DistinguishedName): readonly TrustAnchor[]
}

/**
 * The anchors of a store from their DER. What is no certificate is left out and counted, since one odd
 * entry in a system's store must not end a run.
 *
 * @example
 * const anchors = trustAnchors('file', parsePem(text))
 */
export function trustAnchors(store: string, certificates: Iterable<Uint8Array>): TrustAnchors {
  const found = new Map<string, (() => TrustAnchor | undefined)[]>()
  let size = 0
  let unreadable = 0
  for (const certificate of certificates) {
    const der = new Uint8Array(certificate)
    const key = attempt(() => nameKey(subjectOf(der)))
    if (key === undefined) {
      unreadable += 1
      continue
    }
    size += 1
    const anchor = once(() => {
      const parsed = attempt(() => parseCertificate(der))
      return parsed && { certificate: parsed, store }
    })
    const sameName = found.get(key)
    if (sameName) sameName.push(anchor)
    else found.set(key, [anchor])
  }
  return {
    size,
    unreadable,
    bySubject: (name) => (found.get(nameKey(name)) ?? []).flatMap((anchor) => anchor() ?? []),
  }
}

/** Several stores as one; where two hold the same anchor the first is the one that is named. */
export function combineAnchors(...stores: readonly TrustAnchors[]): TrustAnchors {
  const sum = (count: (store: TrustAnchors) => number) =>
    stores.reduce((total, store) => total + count(store), 0)
  return {
    size: sum((store) => store.size),
    unreadable: sum((store) => store.unreadable),
    bySubject: (name) => stores.flatMap((store) => store.bySubject(name)),
  }
}

/** The subject, without reading the rest (RFC 5280 section 4.1). */
function subjectOf(der: Bytes): DistinguishedName {
  if (der.length > LARGEST_CERTIFICATE)
    throw new ProtocolError('x509.too-large', 'a trust anchor without measure')
  return readDer(der, (outer) => {
    const tbs = new DerReader(outer.sequence().expect(TAG.sequence).content)
    tbs.optionalExplicit(0)
    tbs.integer()
    tbs.sequence()
    tbs.sequence()
    tbs.sequence()
    return readName(tbs)
  })
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
