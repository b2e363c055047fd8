import { constants, createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { parseCertificate, parseIpAddress } from '../../../shared/protocols/x509/index.ts'
import {
  bits,
  boolean,
  explicit,
  implicit,
  integer,
  name,
  nothing,
  octets,
  oid,
  sequence,
  time,
} from './der-maker.ts'

export type KeyKind =
  | 'rsa-2048'
  | 'rsa-1024'
  | 'rsa-2052'
  | 'P-256'
  | 'P-384'
  | 'P-521'
  | 'secp256k1'
  | 'ed25519'

/** A key pair, cached by its kind and its owner: keys are what takes time. */
export function keyOf(owner: string, kind: KeyKind = 'P-256'): { privateKey: KeyObject; spki: Uint8Array } {
  const id = `${kind} ${owner}`
  const known = keys.get(id)
  if (known) return known
  const { privateKey, publicKey } = generate(kind)
  const made = { privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) }
  keys.set(id, made)
  return made
}

const keys = new Map<string, { privateKey: KeyObject; spki: Uint8Array }>()

function generate(kind: KeyKind): { privateKey: KeyObject; publicKey: KeyObject } {
  if (kind === 'ed25519') return generateKeyPairSync('ed25519')
  if (kind.startsWith('rsa')) return generateKeyPairSync('rsa', { modulusLength: Number(kind.slice(4)) })
  return generateKeyPairSync('ec', { namedCurve: kind })
}

export type SignatureKind = 'sha1' | 'sha256' | 'sha384' | 'sha512' | 'md5' | 'pss-sha256' | 'pss-sha384'

const HASH_OIDS = { sha256: '2.16.840.1.101.3.4.2.1', sha384: '2.16.840.1.101.3.4.2.2' } as const
const RSA_OIDS: Record<string, string> = {
  md5: '1.2.840.113549.1.1.4',
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
}
const ECDSA_OIDS: Record<string, string> = {
  sha1: '1.2.840.10045.4.1',
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
}

function algorithmOf(key: KeyObject, kind: SignatureKind): Uint8Array {
  if (key.asymmetricKeyType === 'ed25519') return sequence(oid('1.3.101.112'))
  if (key.asymmetricKeyType === 'ec') return sequence(oid(ECDSA_OIDS[kind] ?? ''))
  if (kind === 'pss-sha256' || kind === 'pss-sha384') {
    const hash = kind === 'pss-sha256' ? 'sha256' : 'sha384'
    const identifier = sequence(oid(HASH_OIDS[hash]), nothing())
    return sequence(
      oid('1.2.840.113549.1.1.10'),
      sequence(
        explicit(0, identifier),
        explicit(1, sequence(oid('1.2.840.113549.1.1.8'), identifier)),
        explicit(2, integer(hash === 'sha256' ? 32 : 48)),
      ),
    )
  }
  return sequence(oid(RSA_OIDS[kind] ?? ''), nothing())
}

function signWith(key: KeyObject, kind: SignatureKind, data: Uint8Array): Uint8Array {
  if (key.asymmetricKeyType === 'ed25519') return sign(null, data, key)
  if (kind === 'pss-sha256' || kind === 'pss-sha384')
    return sign(kind.slice(4), data, {
      key,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    })
  return sign(kind, data, key)
}

/** An extension, as the tests write it down. */
export interface MadeExtension {
  readonly oid: string
  readonly critical?: boolean
  readonly value: Uint8Array
}

export interface CertificateOptions {
  readonly subject?: readonly string[] | Uint8Array
  readonly issuer?: readonly string[] | Uint8Array
  /** Whose key it is: the subject's first name unless told otherwise. */
  readonly key?: { readonly owner: string; readonly kind?: KeyKind }
  readonly spki?: Uint8Array
  readonly signer?: { readonly owner: string; readonly kind?: KeyKind }
  readonly signature?: SignatureKind
  readonly notBefore?: number
  readonly notAfter?: number
  readonly serial?: number | bigint | string
  readonly version?: number
  readonly extensions?: readonly MadeExtension[]
}

/** 2026-06-01: the moment at which the tests' certificates are looked at. */
export const NOW = Date.UTC(2026, 5, 1)
export const DAY = 86_400_000

/** A signed certificate in DER. */
export function makeDer(options: CertificateOptions): Uint8Array {
  const subject = options.subject ?? ['CN=Leaf']
  const issuer = options.issuer ?? subject
  const key = options.key ?? { owner: String(subject) }
  const extensions = options.extensions ?? []
  const version = options.version ?? 2
  const encodedName = (value: readonly string[] | Uint8Array) =>
    value instanceof Uint8Array ? value : name(...value)
  return encodeSigned(
    options.signer ?? { owner: String(issuer) },
    options.signature ?? 'sha256',
    (algorithm) =>
      sequence(
        version === 0 ? [] : explicit(0, integer(version)),
        integer(options.serial ?? serialOf(subject, issuer, key)),
        algorithm,
        encodedName(issuer),
        sequence(time(options.notBefore ?? NOW - 30 * DAY), time(options.notAfter ?? NOW + 60 * DAY)),
        encodedName(subject),
        options.spki ?? keyOf(key.owner, key.kind ?? 'P-256').spki,
        extensions.length === 0
          ? []
          : explicit(
              3,
              sequence(
                ...extensions.map(({ oid: id, critical, value }) =>
                  sequence(oid(id), critical ? boolean(true) : [], octets(value)),
                ),
              ),
            ),
      ),
  )
}

/** What `content` makes of the signature's algorithm, signed: the outer shape of certificates and lists. */
export function encodeSigned(
  signer: { readonly owner: string; readonly kind?: KeyKind },
  signature: SignatureKind,
  content: (algorithm: Uint8Array) => Uint8Array,
): Uint8Array {
  const { privateKey } = keyOf(signer.owner, signer.kind)
  const algorithm = algorithmOf(privateKey, signature)
  const tbs = content(algorithm)
  return sequence(tbs, algorithm, bits(signWith(privateKey, signature, tbs)))
}

export function makeCertificate(options: CertificateOptions) {
  return parseCertificate(makeDer(options))
}

/** A serial number that is the same for the same certificate, and above zero. */
function serialOf(...parts: readonly unknown[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  return `4${digest.slice(1, 32)}`
}

/** SHA-1 of the key, as RFC 5280 section 4.2.1.2 proposes. */
export function keyIdentifier(owner: string, kind?: KeyKind): Uint8Array {
  return createHash('sha1').update(keyOf(owner, kind).spki).digest()
}

export const extension = {
  basicConstraints: (ca: boolean, pathLength?: number, critical = true): MadeExtension => ({
    oid: '2.5.29.19',
    critical,
    value: sequence(ca ? boolean(true) : [], pathLength === undefined ? [] : integer(pathLength)),
  }),
  /** Bits by their number in RFC 5280: 0 is digitalSignature, 5 keyCertSign, 6 cRLSign. */
  keyUsage: (...usages: readonly number[]): MadeExtension => {
    const value = usages.reduce((mask, bit) => mask | (0x8000 >> bit), 0)
    return { oid: '2.5.29.15', critical: true, value: bits(Uint8Array.of(value >> 8, value & 0xff)) }
  },
  extKeyUsage: (oids: readonly string[], critical = false): MadeExtension => ({
    oid: '2.5.29.37',
    critical,
    value: sequence(...oids.map(oid)),
  }),
  /** `dns:…`, `ip:…`, `email:…`, `uri:…`. */
  subjectAltName: (names: readonly string[], critical = false): MadeExtension => ({
    oid: '2.5.29.17',
    critical,
    value: sequence(...names.map(generalName)),
  }),
  nameConstraints: (
    { permitted = [], excluded = [] }: { permitted?: readonly string[]; excluded?: readonly string[] },
    critical = true,
  ): MadeExtension => ({
    oid: '2.5.29.30',
    critical,
    value: sequence(
      permitted.length > 0 ? explicit(0, ...permitted.map((base) => sequence(generalName(base)))) : [],
      excluded.length > 0 ? explicit(1, ...excluded.map((base) => sequence(generalName(base)))) : [],
    ),
  }),
  subjectKeyIdentifier: (id: Uint8Array, critical = false): MadeExtension => ({
    oid: '2.5.29.14',
    critical,
    value: octets(id),
  }),
  authorityKeyIdentifier: (id: Uint8Array, critical = false): MadeExtension => ({
    oid: '2.5.29.35',
    critical,
    value: sequence(implicit(0, id)),
  }),
} as const

export function generalName(text: string): Uint8Array {
  const at = text.indexOf(':')
  const value = text.slice(at + 1)
  switch (text.slice(0, at)) {
    case 'dns':
      return implicit(2, Buffer.from(value))
    case 'email':
      return implicit(1, Buffer.from(value))
    case 'uri':
      return implicit(6, Buffer.from(value))
    case 'dn':
      return explicit(4, name(...value.split('/')))
    case 'ip': {
      const [address = '', prefix] = value.split('/')
      const bytes = parseIpAddress(address) ?? new Uint8Array(0)
      if (prefix === undefined) return implicit(7, bytes)
      const mask = bytes.map((_, index) => 0xff00 >> Math.min(8, Math.max(0, Number(prefix) - index * 8)))
      return implicit(
        7,
        bytes,
        Uint8Array.from(mask, (byte) => byte & 0xff),
      )
    }
    default:
      throw new Error(`no such form: ${text}`)
  }
}
