import { check } from '../../engine/index.ts'
import { type Certificate, EKU } from '../../protocols/x509/index.ts'
import { type ChainOfHost, readKept, shortName } from './chain.ts'
import { allowedDays, lifetimeDays } from './lifetime.ts'
import { checkTrust } from './trust.ts'

/** A client, or a state of one, that refuses what others take, and the fact in the chain that makes it. */
export type Balking = { readonly client: string; readonly because: string }

/** A chain that is otherwise valid, as clients meet it. */
export interface MetChain {
  /** Leaf first, without the trust anchor. */
  readonly certificates: readonly Certificate[]
  readonly anchor: Certificate
  readonly isPublic: boolean
  /** The server sent every intermediate. */
  readonly complete: boolean
}

const DAY = 24 * 60 * 60 * 1000
const APPLE = 'iPhones, iPads and Macs (iOS 13, macOS 10.15 and later)'
const WINDOWS = 'Outlook on Windows 10, Server 2016 and later'

/** From this date of issue on Apple asks for the usage. */
const APPLE_RULES = Date.parse('2019-07-01')
/** As long as a Windows is kept up to date at most: one without newer roots may still be about. */
const ROOT_IS_YOUNG = 10 * 365 * DAY

/**
 * Which of the clients that read mail from Exchange would balk at a chain that a careful client takes? Each entry
 * rests on a fact in the chain and on what the client's maker documents; see docs/certificates.md.
 */
export function balkingClients(
  { certificates, anchor, isPublic, complete }: MetChain,
  at: number,
): Balking[] {
  const [leaf] = certificates
  if (!leaf) return []
  const found: Balking[] = []
  const balks = (client: string, because: string) => found.push({ client, because })

  for (const certificate of certificates) {
    const { publicKey, signatureAlgorithm } = certificate
    const name = `"${shortName(certificate.subject)}"`
    const rsa = publicKey.algorithm === 'rsa' ? publicKey.bits : undefined
    const hash = signatureAlgorithm.hash
    if (rsa !== undefined && rsa < 2048) balks(APPLE, `${name} has an RSA key of ${rsa} bits`)
    if (rsa !== undefined && rsa < 1024)
      balks('every supported Windows', `${name} has an RSA key of ${rsa} bits`)
    if (hash === 'SHA-1' || hash === 'MD5') balks(APPLE, `${name} is signed with ${hash}`)
    if (hash === 'MD5' && isPublic) balks('every supported Windows', `${name} is signed with MD5`)
    if (publicKey.algorithm === 'ed25519') balks(WINDOWS, `${name} has an Ed25519 key, which Schannel lacks`)
  }
  if (leaf.publicKey.curve === 'P-521') {
    balks(WINDOWS, 'the key of the host is on P-521, which Windows does not offer unless told to')
  }
  for (const because of balksAtApple(leaf, isPublic)) balks(APPLE, because)
  if (!complete) {
    balks(
      'Android phones, and servers that are not Windows',
      'an intermediate is not sent, and they fetch none',
    )
  }
  if (isPublic && at - anchor.notBefore < ROOT_IS_YOUNG) {
    const since = new Date(anchor.notBefore).toISOString().slice(0, 10)
    balks(
      'Windows without root updates, and phones from before then',
      `the root "${shortName(anchor.subject)}" exists since ${since} only`,
    )
  }
  return found
}

/** Apple's own conditions for certificates of servers, beyond keys and signatures. */
function balksAtApple(leaf: Certificate, isPublic: boolean): string[] {
  const issued = leaf.notBefore
  const days = lifetimeDays(leaf)
  const usages = leaf.extendedKeyUsage ?? []
  const allowed = allowedDays(leaf, isPublic)
  return [
    ...(allowed !== undefined && days > allowed
      ? [`it is valid for ${Math.round(days)} days, where ${allowed} are allowed`]
      : []),
    ...(issued >= APPLE_RULES && !usages.includes(EKU.serverAuth)
      ? ['its extended key usage does not name TLS servers']
      : []),
  ]
}

/** Which clients would balk at the chain although it is valid? Evidence: what is a fault, other checks say. */
export const checkClients = check(
  'certificate.clients',
  async (step, { host, chain }: ChainOfHost): Promise<void> => {
    const { trusted, weakOnly, anchor, path } = await checkTrust(step, { host, chain })
    if (anchor === undefined || !(trusted || weakOnly)) return
    const named = await Promise.all(path.map((sha256) => readKept(step, sha256)))
    const certificates = named.map(({ certificate }) => certificate)
    const root = certificates.at(-1)
    if (!root) return
    const below = certificates.length > 1 ? certificates.slice(0, -1) : certificates
    const complete = path.slice(0, below.length).every((sha256) => chain.includes(sha256))
    const met = { certificates: below, anchor: root, isPublic: anchor === 'public', complete }
    step.note('certificate.balking-clients', balkingClients(met, step.now()))
  },
  { needed: false },
)
