import { createHash, sign } from 'node:crypto'
import {
  bitString,
  element,
  elements,
  explicit,
  generalizedTime,
  oid,
  sequence,
  small,
  TAG,
  utcTime,
} from '../asn1/der.ts'
import type { Signer } from './sign.ts'

/** What an authority knows of a certificate that it issued: nothing against it, or when it revoked it. */
export interface Standing {
  /** Lower-case hex, as the certificate's INTEGER has it. */
  readonly serial: string
  /** Milliseconds since 1970. */
  readonly revokedAt?: number
}

const DAY = 24 * 60 * 60 * 1000
const VALID_DAYS = 7
const KEY_COMPROMISE = 1

/** A revocation list of an authority (RFC 5280 section 5), made now. */
export function makeRevocationList(signer: Signer, standings: readonly Standing[]): Buffer {
  const now = Date.now()
  const { subject, keyHash } = identityOf(signer.certificate)
  const revoked = standings.flatMap(({ serial, revokedAt }) =>
    revokedAt === undefined ? [] : [entry(serial, revokedAt)],
  )
  const keyIdentifier = sequence(element(0x80, keyHash))
  return signed(signer, (algorithm) =>
    sequence(
      small(TAG.integer, 1),
      algorithm,
      subject,
      utcTime(now),
      utcTime(now + VALID_DAYS * DAY),
      ...(revoked.length > 0 ? [sequence(...revoked)] : []),
      explicit(
        0,
        sequence(
          extension('2.5.29.35', keyIdentifier),
          extension('2.5.29.20', small(TAG.integer, 1)), // the number of the list
        ),
      ),
    ),
  )
}

/**
 * The answer to an OCSP question about one certificate (RFC 6960 section 4.2), signed by the authority itself.
 * `undefined` when the question cannot be read.
 */
export function answerOcsp(
  signer: Signer,
  standings: readonly Standing[],
  question: Uint8Array,
): Buffer | undefined {
  try {
    const [request] = elements(question)
    const [tbs] = elements(request?.content ?? question)
    const list = elements(tbs?.content ?? question).find(({ tag }) => tag === TAG.sequence)
    const [single] = elements(list?.content ?? question)
    const [id] = elements(single?.content ?? question)
    const serial = elements(id?.content ?? question)[3]
    if (id === undefined || serial === undefined) return undefined
    const standing = standings.find((one) => one.serial === serial.content.toString('hex'))
    return ocspAnswer(signer, id.der, standing)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** The answer that a server staples to its handshake (RFC 6066 section 8). */
export function ocspStaple(signer: Signer, standing: Standing): Buffer {
  const { subject, keyHash } = identityOf(signer.certificate)
  const id = sequence(
    sequence(oid('1.3.14.3.2.26'), element(TAG.null)), // SHA-1
    element(TAG.octetString, createHash('sha1').update(subject).digest()),
    element(TAG.octetString, keyHash),
    element(TAG.integer, Buffer.from(standing.serial, 'hex')),
  )
  return ocspAnswer(signer, id, standing)
}

function ocspAnswer(signer: Signer, id: Buffer, standing: Standing | undefined): Buffer {
  const now = Date.now()
  const { keyHash } = identityOf(signer.certificate)
  const single = sequence(
    id,
    certificateStatus(standing),
    generalizedTime(now),
    explicit(0, generalizedTime(now + VALID_DAYS * DAY)),
  )
  const basic = signed(signer, () =>
    sequence(explicit(2, element(TAG.octetString, keyHash)), generalizedTime(now), sequence(single)),
  )
  const response = sequence(oid('1.3.6.1.5.5.7.48.1.1'), element(TAG.octetString, basic))
  return sequence(small(TAG.enumerated, 0), explicit(0, response))
}

function certificateStatus(standing: Standing | undefined): Buffer {
  if (standing === undefined) return element(0x82)
  if (standing.revokedAt === undefined) return element(0x80)
  const reason = explicit(0, small(TAG.enumerated, KEY_COMPROMISE))
  return element(0xa1, generalizedTime(standing.revokedAt), reason)
}

function entry(serial: string, revokedAt: number): Buffer {
  const reason = extension('2.5.29.21', small(TAG.enumerated, KEY_COMPROMISE))
  return sequence(element(TAG.integer, Buffer.from(serial, 'hex')), utcTime(revokedAt), sequence(reason))
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), element(TAG.octetString, value))
}

/** What is to be signed, how, and the signature over it. */
function signed({ keys }: Signer, make: (algorithm: Buffer) => Buffer): Buffer {
  const { hash, algorithm } =
    ALGORITHMS[keys.kind === 'P-384' ? 'P-384' : keys.kind === 'P-256' ? 'P-256' : 'RSA']
  const body = make(algorithm)
  return sequence(body, algorithm, bitString(sign(hash, body, keys.privateKey)))
}

const ALGORITHMS = {
  RSA: { hash: 'sha256', algorithm: sequence(oid('1.2.840.113549.1.1.11'), element(TAG.null)) },
  'P-256': { hash: 'sha256', algorithm: sequence(oid('1.2.840.10045.4.3.2')) },
  'P-384': { hash: 'sha384', algorithm: sequence(oid('1.2.840.10045.4.3.3')) },
} as const

/** Name and key of a certificate (RFC 5280 section 4.1), as answers about its children name it. */
function identityOf({ rawData }: Signer['certificate']): { subject: Buffer; keyHash: Buffer } {
  const [certificate] = elements(new Uint8Array(rawData))
  const [tbs] = elements(certificate?.content ?? new Uint8Array())
  const fields = elements(tbs?.content ?? new Uint8Array())
  const [subject, key] = [fields[5], fields[6]]
  const bits = elements(key?.content ?? new Uint8Array())[1]
  if (subject === undefined || bits === undefined)
    throw new Error('the certificate of an authority has no key')
  return { subject: subject.der, keyHash: createHash('sha1').update(bits.content.subarray(1)).digest() }
}
