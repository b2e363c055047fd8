/** A certificate as data. Two that are alike in everything are one: the same key, the same bytes. */
export interface CertificateSpec {
  /** DNS names of the subject alternative name, relative to the tenant's domain. The first is also the common name. */
  readonly names: readonly string[]
  /** Counted from the lab's start; negative when it is still to come. 7 unless told otherwise. */
  readonly issuedDaysAgo?: number
  /** From its issue on: 90 unless told otherwise. */
  readonly daysValid?: number
  readonly key?: KeyKind
  readonly hash?: 'SHA-256' | 'SHA-384' | 'SHA-1'
  readonly issuer?: Issuer
  readonly chain?: ChainSent
  /** Where it says that its issuer's certificate can be fetched is wrong, or not said. Right unless told otherwise. */
  readonly issuerUrl?: 'gone' | 'left-out'
  /** Its issuer revoked it a day before the lab's start. */
  readonly revoked?: true
  /** Where it says that its issuer answers OCSP questions nobody does, or it does not say. Right unless told otherwise. */
  readonly ocsp?: 'down' | 'left-out'
  /** Where it says that its issuer's revocation list lies there is none, or it does not say. Right unless told otherwise. */
  readonly list?: 'gone' | 'left-out'
  /** It asks servers to staple an OCSP answer (RFC 7633). */
  readonly mustStaple?: true
  /** Its extended key usage is critical, which the CA/Browser Forum forbids and every client takes. */
  readonly criticalUsage?: true
  /** Tells apart two certificates that are alike otherwise: a node that was forgotten when it was renewed. */
  readonly edition?: number
}

export type KeyKind = 'RSA 2048' | 'RSA 1024' | 'P-256' | 'P-384'

/**
 * - `lab`: an intermediate below the lab's root, of the leaf's own key type.
 * - `private`: an intermediate below a root that nobody was given, as an organisation's own CA is.
 * - `revoked`: an intermediate below the lab's root that the root has revoked.
 * - `self`: the certificate signs itself.
 */
export type Issuer = 'lab' | 'private' | 'revoked' | 'self'

/**
 * - `complete`: the leaf and its intermediate, as it should be.
 * - `leaf-only`: the intermediate is forgotten.
 * - `with-root`: the root too, which is superfluous and harmless.
 * - `disordered`: the root before the intermediate, which TLS 1.2 forbids and clients put right.
 */
export type ChainSent = 'complete' | 'leaf-only' | 'with-root' | 'disordered'
