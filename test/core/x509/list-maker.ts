import { type CertificateList, parseCertificateList } from '../../../shared/protocols/x509/index.ts'
import { DAY, encodeSigned, type MadeExtension, NOW, type SignatureKind } from './certificate-maker.ts'
import { boolean, der, explicit, integer, name, octets, oid, sequence, time } from './der-maker.ts'

export interface ListOptions {
  readonly issuer: string
  readonly signer?: { readonly owner: string }
  readonly signature?: SignatureKind
  /** Serial numbers in hex, and why: a number of RFC 5280 section 5.3.1. */
  readonly revoked?: readonly { readonly serial: string; readonly reason?: number }[]
  readonly thisUpdate?: number
  readonly nextUpdate?: number | undefined
  readonly extensions?: readonly MadeExtension[]
}

export const crlNumber: MadeExtension = { oid: '2.5.29.20', value: integer(1) }

function extensionsOf(extensions: readonly MadeExtension[]): Uint8Array {
  return sequence(
    ...extensions.map(({ oid: id, critical, value }) =>
      sequence(oid(id), critical ? boolean(true) : [], octets(value)),
    ),
  )
}

export function makeListDer(options: ListOptions): Uint8Array {
  const { issuer, revoked = [], extensions = [crlNumber] } = options
  const nextUpdate = 'nextUpdate' in options ? options.nextUpdate : NOW + 7 * DAY
  return encodeSigned(options.signer ?? { owner: issuer }, options.signature ?? 'sha256', (algorithm) =>
    sequence(
      integer(1),
      algorithm,
      name(`CN=${issuer}`),
      time(options.thisUpdate ?? NOW - DAY),
      nextUpdate === undefined ? [] : time(nextUpdate),
      revoked.length === 0
        ? []
        : sequence(
            ...revoked.map(({ serial, reason }) =>
              sequence(
                integer(serial),
                time(NOW - 2 * DAY),
                reason === undefined
                  ? []
                  : extensionsOf([{ oid: '2.5.29.21', value: der(0x0a, Uint8Array.of(reason)) }]),
              ),
            ),
          ),
      extensions.length === 0 ? [] : explicit(0, extensionsOf(extensions)),
    ),
  )
}

export function makeList(options: ListOptions): CertificateList {
  return parseCertificateList(makeListDer(options))
}
