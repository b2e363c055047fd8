import { ProtocolError } from '../protocol-error.ts'
import { type Bytes, readDer } from './der.ts'
import type { PublicKey } from './public-key.ts'
import type { SignatureAlgorithm } from './signature-algorithm.ts'

/** Anything that is signed the way certificates are: certificates, revocation lists, OCSP answers. */
export interface Signed {
  readonly tbs: Bytes
  readonly signatureAlgorithm: SignatureAlgorithm
  readonly signature: Bytes
}

/** `unsupported`: the algorithm, or its combination with this kind of key, is none that is checked here. */
export type SignatureOutcome = 'valid' | 'invalid' | 'unsupported'

interface Verification {
  readonly importAs: RsaHashedImportParams | EcKeyImportParams | Algorithm
  readonly verifyAs: RsaPssParams | EcdsaParams | Algorithm
  readonly signature: Bytes
}

/** Hashes that WebCrypto has. SHA-1 is here for those who only ask who signed; the validator refuses it before. */
const HASHES: ReadonlySet<string> = new Set(['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'])

const FIELD_BYTES: Readonly<Record<string, number>> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 }

/**
 * Whether `key` made the signature: RSASSA-PKCS1-v1_5, RSASSA-PSS with one hash for both its uses, ECDSA on
 * P-256, P-384 and P-521, Ed25519, all through WebCrypto. Says nothing of whether they are strong enough. Never
 * throws for what it is given.
 */
export async function checkSignature(signed: Signed, key: PublicKey): Promise<SignatureOutcome> {
  const plan = planVerification(signed, key)
  if (typeof plan === 'string') return plan
  try {
    const imported = await crypto.subtle.importKey('spki', key.spki, plan.importAs, false, ['verify'])
    const valid = await crypto.subtle.verify(plan.verifyAs, imported, plan.signature, signed.tbs)
    return valid ? 'valid' : 'invalid'
  } catch {
    // The runtime does not take the key: a point that is not on its curve, an encoding that it does not know.
    return 'unsupported'
  }
}

function planVerification(
  { signatureAlgorithm, signature }: Signed,
  key: PublicKey,
): Verification | SignatureOutcome {
  const { kind, hash = '' } = signatureAlgorithm
  if (kind === 'ed25519' && key.algorithm === 'ed25519') {
    const algorithm = { name: 'Ed25519' }
    return { importAs: algorithm, verifyAs: algorithm, signature }
  }
  if (!HASHES.has(hash)) return 'unsupported'
  if (kind === 'rsa' && key.algorithm === 'rsa') {
    const name = 'RSASSA-PKCS1-v1_5'
    return { importAs: { name, hash }, verifyAs: { name }, signature }
  }
  if (kind === 'rsa-pss' && key.algorithm === 'rsa' && signatureAlgorithm.pss?.maskHash === hash) {
    const name = 'RSA-PSS'
    const { saltLength } = signatureAlgorithm.pss
    return { importAs: { name, hash }, verifyAs: { name, saltLength }, signature }
  }
  const field = FIELD_BYTES[key.curve ?? '']
  if (kind === 'ecdsa' && field !== undefined) {
    const raw = rawEcdsa(signature, field)
    if (!raw) return 'invalid'
    const name = 'ECDSA'
    return { importAs: { name, namedCurve: key.curve ?? '' }, verifyAs: { name, hash }, signature: raw }
  }
  return 'unsupported'
}

/** r and s side by side, as WebCrypto takes them, from the SEQUENCE that X.509 has (RFC 5480 appendix A). */
function rawEcdsa(signature: Bytes, field: number): Bytes | undefined {
  try {
    return readDer(signature, (reader) => {
      const pair = reader.sequence()
      const raw = new Uint8Array(2 * field)
      for (const end of [field, 2 * field]) {
        const integer = pair.integer()
        const magnitude = integer[0] === 0 ? integer.subarray(1) : integer
        if ((integer[0] ?? 0) >= 0x80 || magnitude.length > field) return undefined
        raw.set(magnitude, end - magnitude.length)
      }
      pair.finish()
      return raw
    })
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
