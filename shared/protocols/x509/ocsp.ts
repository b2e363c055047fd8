import { equalBytes } from '../bytes/index.ts'
import { ProtocolError } from '../protocol-error.ts'
import { type Certificate, parseCertificate, serialText } from './certificate.ts'
import { type Bytes, contextTag, type DerElement, type DerReader, readDer, TAG } from './der.ts'
import { encodeElement } from './der-writer.ts'
import { type Extension, readExtensions, revocationReason } from './extensions.ts'
import { type DistinguishedName, readName, sameName } from './name.ts'
import { EKU } from './oids.ts'
import { objectionToAlgorithm } from './own-problems.ts'
import type { RevocationStatus } from './revocation.ts'
import { checkSignature, type Signed } from './signature.ts'
import { type HashName, readHashAlgorithm, readSignatureAlgorithm } from './signature-algorithm.ts'

const BASIC_RESPONSE = '1.3.6.1.5.5.7.48.1.1'

/** Bounds an answer in bytes: one status, a signature, and at most a few certificates. */
const LARGEST_ANSWER = 64 * 1024
const MOST_CERTIFICATES = 4

/** Why a responder gave no answer (RFC 6960 section 4.2.1), by number. */
const FAILURES: Readonly<Record<number, string>> = {
  1: 'it did not understand the question',
  2: 'it has an internal error',
  3: 'it asks to try later',
  5: 'it asks for a signed question',
  6: 'it is not authorised to answer',
}

/** The AlgorithmIdentifier of SHA-1, by which every responder knows certificates (RFC 5019 section 2.1.1). */
const SHA1_IDENTIFIER = Uint8Array.of(0x30, 9, 0x06, 5, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0)

/** The question for one certificate (RFC 6960 section 4.1), without a nonce: answers are made beforehand. */
export async function makeOcspRequest(certificate: Certificate, issuer: Certificate): Promise<Bytes> {
  const [nameHash, keyHash] = await hashesOf(certificate, issuer, 'SHA-1')
  const id = encodeElement(
    TAG.sequence,
    SHA1_IDENTIFIER,
    encodeElement(TAG.octetString, nameHash),
    encodeElement(TAG.octetString, keyHash),
    serialOf(certificate),
  )
  return [TAG.sequence, TAG.sequence, TAG.sequence, TAG.sequence].reduce(
    (inner: Bytes, tag) => encodeElement(tag, inner),
    id,
  )
}

/**
 * What an OCSP answer, stapled or asked for, says of `certificate`, which `issuer` certified (RFC 6960 section 3.2): it
 * counts when the issuer signed it, or somebody whom the issuer certified to sign such answers, and when it
 * is current at `at`. Everything else is `unknown`, and why. Never throws for what the bytes are.
 */
export async function checkOcsp(
  answer: Uint8Array,
  { certificate, issuer, at }: { certificate: Certificate; issuer: Certificate; at: number },
): Promise<RevocationStatus> {
  try {
    const response = readResponse(answer)
    const single = await findSingle(response.singles, certificate, issuer)
    if (!single) return unknown('the answer is about another certificate')
    const objection = await objectionTo(response, issuer, at)
    if (objection) return unknown(objection)
    if (response.extensions.some(({ critical }) => critical)) return unknown('it has a critical extension')
    // The issuer's word that it is revoked does not age; that it is good does.
    if (single.status !== 'good') return single.status
    if (single.thisUpdate > at) return unknown('the answer is of a later date')
    if (single.nextUpdate === undefined || single.nextUpdate < at) return unknown('the answer is out of date')
    return { status: 'good', until: single.nextUpdate }
  } catch (error) {
    if (error instanceof ProtocolError) return unknown(`the answer cannot be read: ${error.message}`)
    throw error
  }
}

interface Single {
  readonly hash: HashName
  readonly nameHash: Bytes
  readonly keyHash: Bytes
  readonly serial: string
  readonly status: 'good' | Exclude<RevocationStatus, { readonly status: 'good' }>
  readonly thisUpdate: number
  readonly nextUpdate?: number
}

interface Response extends Signed {
  readonly responder: { readonly name: DistinguishedName } | { readonly keyHash: Bytes }
  readonly singles: readonly Single[]
  readonly extensions: readonly Extension[]
  readonly certificates: readonly Certificate[]
}

function readResponse(answer: Uint8Array): Response {
  if (answer.length > LARGEST_ANSWER)
    throw new ProtocolError('x509.too-large', `an OCSP answer of ${answer.length} bytes`)
  return readDer(new Uint8Array(answer), (outer) => {
    const response = outer.sequence()
    const status = response.enumerated()
    if (status !== 0)
      throw new ProtocolError('x509.ocsp', `the responder says that ${FAILURES[status] ?? 'there is none'}`)
    const wrapped = response.optionalExplicit(0)
    response.finish()
    if (!wrapped) throw new ProtocolError('x509.ocsp', 'there is none')
    const typed = wrapped.sequence()
    if (typed.oid() !== BASIC_RESPONSE) throw new ProtocolError('x509.ocsp', 'it is of an unknown type')
    const basic = readDer(typed.octetString(), readBasic)
    typed.finish()
    wrapped.finish()
    return basic
  })
}

function readBasic(reader: DerReader): Response {
  const basic = reader.sequence()
  const tbs = basic.expect(TAG.sequence)
  const signatureAlgorithm = readSignatureAlgorithm(basic)
  const signature = basic.bitStringOfBytes()
  const certificates =
    basic
      .optionalExplicit(0)
      ?.sequence()
      .all((list) => list.any().der) ?? []
  basic.finish()
  return {
    ...readData(basic.into(tbs)),
    tbs: tbs.der,
    signatureAlgorithm,
    signature,
    certificates: certificates.slice(0, MOST_CERTIFICATES).map(parseCertificate),
  }
}

function readData(data: DerReader): Pick<Response, 'responder' | 'singles' | 'extensions'> {
  data.optionalExplicit(0)
  const byName = data.optionalExplicit(1)
  const responder = byName
    ? { name: readName(byName) }
    : { keyHash: data.into(data.expect(contextTag(2, 'constructed'))).octetString() }
  data.time()
  const singles = data.sequence().all(readSingle)
  const wrapped = data.optionalExplicit(1)
  data.finish()
  return { responder, singles, extensions: wrapped ? readExtensions(wrapped) : [] }
}

function readSingle(list: DerReader): Single {
  const single = list.sequence()
  const id = single.sequence()
  const hash = readHashAlgorithm(id)
  const nameHash = id.octetString()
  const keyHash = id.octetString()
  const serial = serialText(id.integer())
  id.finish()
  const status = readStatus(single, single.any())
  const thisUpdate = single.time()
  const nextUpdate = single.optionalExplicit(0)?.time()
  const extensions = single.optionalExplicit(1)
  if (extensions && readExtensions(extensions).some(({ critical }) => critical))
    throw new ProtocolError('x509.ocsp', 'it has a critical extension')
  single.finish()
  return {
    hash,
    nameHash,
    keyHash,
    serial,
    status,
    thisUpdate,
    ...(nextUpdate !== undefined && { nextUpdate }),
  }
}

function readStatus(single: DerReader, element: DerElement): Single['status'] {
  if (element.tag === contextTag(0, 'primitive')) return 'good'
  if (element.tag === contextTag(2, 'primitive'))
    return unknown('the responder does not know the certificate')
  if (element.tag !== contextTag(1, 'constructed'))
    throw new ProtocolError('x509.ocsp', 'it has no known status')
  const revoked = single.into(element)
  const revokedAt = revoked.time()
  const number = revoked.optionalExplicit(0)?.enumerated()
  const reason = number === undefined ? undefined : revocationReason(number)
  return { status: 'revoked', revokedAt, ...(reason && { reason }) }
}

async function findSingle(
  singles: readonly Single[],
  certificate: Certificate,
  issuer: Certificate,
): Promise<Single | undefined> {
  for (const single of singles.filter(({ serial }) => serial === certificate.serial)) {
    const [nameHash, keyHash] = await hashesOf(certificate, issuer, single.hash)
    if (equalBytes(single.nameHash, nameHash) && equalBytes(single.keyHash, keyHash)) return single
  }
  return undefined
}

/** Why the answer is not the issuer's word; `undefined` when it is. */
async function objectionTo(response: Response, issuer: Certificate, at: number): Promise<string | undefined> {
  const signers = [issuer, ...response.certificates]
  for (const signer of signers) {
    if (!(await isResponder(response.responder, signer))) continue
    if (signer !== issuer && !(await isDelegate(signer, issuer, at)))
      return 'its signer was not certified by the issuer to sign such answers'
    const objection = objectionToAlgorithm(response.signatureAlgorithm)
    if (objection) return `it is ${objection[1]}`
    const outcome = await checkSignature(response, signer.publicKey)
    return outcome === 'valid' ? undefined : 'its signature is not valid'
  }
  return 'it does not hold the certificate of its signer'
}

async function isResponder(responder: Response['responder'], signer: Certificate): Promise<boolean> {
  if ('name' in responder) return sameName(responder.name, signer.subject)
  return equalBytes(responder.keyHash, await digest('SHA-1', signer.publicKey.key))
}

/** RFC 6960 section 4.2.2.2: certified by the issuer itself, for this usage. */
async function isDelegate(signer: Certificate, issuer: Certificate, at: number): Promise<boolean> {
  return (
    sameName(signer.issuer, issuer.subject) &&
    (signer.extendedKeyUsage?.includes(EKU.ocspSigning) ?? false) &&
    signer.malformed.length === 0 &&
    signer.notBefore <= at &&
    at <= signer.notAfter &&
    objectionToAlgorithm(signer.signatureAlgorithm) === undefined &&
    (await checkSignature(signer, issuer.publicKey)) === 'valid'
  )
}

async function hashesOf(
  certificate: Certificate,
  issuer: Certificate,
  hash: HashName,
): Promise<[Bytes, Bytes]> {
  return [await digest(hash, certificate.issuer.der), await digest(hash, issuer.publicKey.key)]
}

/** Nothing for a hash that WebCrypto does not have: it then matches nothing. */
async function digest(hash: HashName, bytes: Bytes): Promise<Bytes> {
  if (!/^SHA-(?:1|256|384|512)$/.test(hash)) return new Uint8Array(0)
  return new Uint8Array(await crypto.subtle.digest(hash, bytes))
}

/** The INTEGER as it stands in the certificate. */
function serialOf({ tbs }: Certificate): Bytes {
  return readDer(tbs, (reader) => {
    const fields = reader.sequence()
    fields.optionalExplicit(0)
    return fields.expect(TAG.integer).der
  })
}

function unknown(why: string): { readonly status: 'unknown'; readonly why: string } {
  return { status: 'unknown', why }
}
