import { createHash } from 'node:crypto'
import type { Certificate } from '../../../shared/protocols/x509/index.ts'
import { DAY, encodeSigned, type MadeExtension, NOW, type SignatureKind } from './certificate-maker.ts'
import {
  boolean,
  der,
  explicit,
  generalizedTime,
  implicit,
  integer,
  nothing,
  octets,
  oid,
  sequence,
} from './der-maker.ts'

export interface AnswerOptions {
  readonly certificate: Certificate
  readonly issuer: Certificate
  readonly status?: 'good' | 'unknown' | { readonly reason?: number }
  /** Whose key signs, and whose name the answer gives: the issuer's, unless told otherwise. */
  readonly signer?: { readonly owner: string }
  readonly signature?: SignatureKind
  readonly responder?: Certificate
  readonly byKey?: boolean
  readonly certificates?: readonly Certificate[]
  readonly hash?: 'sha1' | 'sha256'
  readonly thisUpdate?: number
  readonly nextUpdate?: number | undefined
  readonly extensions?: readonly MadeExtension[]
}

const HASHES = { sha1: '1.3.14.3.2.26', sha256: '2.16.840.1.101.3.4.2.1' } as const

/** An answer of an OCSP responder (RFC 6960 section 4.2.1) in DER. */
export function makeAnswer(options: AnswerOptions): Uint8Array {
  const {
    certificate,
    issuer,
    hash = 'sha1',
    status = 'good',
    responder = issuer,
    certificates = [],
  } = options
  const digest = (name: string, data: Uint8Array) => createHash(name).update(data).digest()
  const nextUpdate = 'nextUpdate' in options ? options.nextUpdate : NOW + DAY
  const single = sequence(
    sequence(
      sequence(oid(HASHES[hash]), nothing()),
      octets(digest(hash, issuer.subject.der)),
      octets(digest(hash, issuer.publicKey.key)),
      integer(certificate.serial),
    ),
    status === 'good'
      ? implicit(0)
      : status === 'unknown'
        ? implicit(2)
        : explicit(
            1,
            generalizedTime(NOW - 2 * DAY),
            status.reason === undefined ? [] : explicit(0, der(0x0a, Uint8Array.of(status.reason))),
          ),
    generalizedTime(options.thisUpdate ?? NOW - DAY),
    nextUpdate === undefined ? [] : explicit(0, generalizedTime(nextUpdate)),
  )
  const [cn = ''] = responder.subject.rdns.flat().map(({ value }) => value)
  const signed = encodeSigned(options.signer ?? { owner: cn }, options.signature ?? 'sha256', () =>
    sequence(
      options.byKey
        ? explicit(2, octets(digest('sha1', responder.publicKey.key)))
        : explicit(1, responder.subject.der),
      generalizedTime(NOW),
      sequence(single),
      options.extensions
        ? explicit(
            1,
            sequence(
              ...options.extensions.map(({ oid: id, critical, value }) =>
                sequence(oid(id), critical ? boolean(true) : [], octets(value)),
              ),
            ),
          )
        : [],
    ),
  )
  const extra = certificates.length > 0 ? explicit(0, sequence(...certificates.map((one) => one.der))) : []
  // The signed outer shape is a SEQUENCE of two header bytes or more; the certificates go inside, at its end.
  const inner = signed.subarray(signed[1] === 0x82 ? 4 : signed[1] === 0x81 ? 3 : 2)
  const basic = sequence(inner, extra)
  return sequence(
    der(0x0a, Uint8Array.of(0)),
    explicit(0, sequence(oid('1.3.6.1.5.5.7.48.1.1'), octets(basic))),
  )
}

/** An answer that is none: its status alone. */
export function makeFailure(status: number): Uint8Array {
  return sequence(der(0x0a, Uint8Array.of(status)))
}
