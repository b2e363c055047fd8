import { equalBytes } from '../../bytes/index.ts'
import {
  type CipherSuite,
  cipherSuiteFromCode,
  cipherSuites,
  suiteFitsVersion,
} from '../codes/cipher-suites.ts'
import { groupFromName, type NamedGroup, namedGroups } from '../codes/groups.ts'
import { signatureSchemes } from '../codes/signature-schemes.ts'
import { versionCode } from '../codes/versions.ts'
import { generateKeyShare, type KeyShare } from '../key-exchange/ecdhe.ts'
import { resumptionBinder } from '../keys/schedule13.ts'
import { type ClientHello, writeClientHello } from '../messages/client-hello.ts'
import type { TlsOptions } from '../options.ts'
import { aeadAvailable } from '../primitives/aead.ts'
import { hashLength } from '../primitives/hash.ts'
import { sessionUsable, type TlsSession } from '../session.ts'
import { nameToSend } from './server-name.ts'

const tls12 = 0x0303
const tls13 = 0x0304

/** What our hello offered: every choice of the server's is held against it. */
export interface Offer {
  readonly oldest: number
  readonly newest: number
  readonly suites: readonly CipherSuite[]
  readonly groups: readonly NamedGroup[]
  readonly alpn: readonly string[]
  /** The session that may be resumed. */
  readonly session: TlsSession | undefined
  /** Our share for TLS 1.3. */
  readonly share: KeyShare | undefined
  readonly hello: ClientHello
  /** The hello as it is sent, and the extensions in it. */
  readonly message: Uint8Array
  readonly extensions: ReadonlySet<number>
}

/** Decides what to offer. Throws `RangeError` when the options leave nothing. */
export async function makeOffer(options: TlsOptions): Promise<Offer> {
  const { suites, versions } = suitesAndVersions(options)
  const [newest] = versions
  const oldest = versions.at(-1)
  if (newest === undefined || oldest === undefined) throw new RangeError('the options leave nothing to offer')
  const groups = options.groups?.map(groupFromName) ?? namedGroups
  const [firstGroup] = groups
  const share = newest === tls13 && firstGroup ? await generateKeyShare(firstGroup) : undefined
  const session = sessionToOffer(options, versions, suites)
  const content = { oldest, newest, suites, groups, alpn: options.alpn ?? [], session, share }
  return writeOffer(content, firstHello(options, content), [])
}

/** The second hello, as a HelloRetryRequest wants it (RFC 8446 section 4.1.4); `transcript` is what precedes it. */
export function retryOffer(
  offer: Offer,
  change: {
    readonly share?: KeyShare | undefined
    readonly cookie?: Uint8Array | undefined
    readonly suite: CipherSuite
  },
  transcript: Uint8Array,
): Offer {
  const { preSharedKey, ...rest } = offer.hello
  const share = change.share ?? offer.share
  const session =
    offer.session && sessionHash(offer.session) === change.suite.hash ? offer.session : undefined
  const hello: ClientHello = {
    ...rest,
    ...(share ? { keyShares: [{ group: share.group.code, publicKey: share.publicKey }] } : {}),
    ...(change.cookie ? { cookie: change.cookie } : {}),
    ...(session ? { preSharedKey } : {}),
  }
  return writeOffer({ ...offer, session, share }, hello, [transcript])
}

/** The hash that a session's key belongs to (RFC 8446 section 4.2.11). */
export function sessionHash(session: TlsSession): CipherSuite['hash'] | undefined {
  return cipherSuiteFromCode(session.cipherSuite)?.hash
}

/** Whether the server has taken up the session of TLS 1.2 or older that we offered: it repeats our id. */
export function repeatsOurSession(offer: Offer, sessionId: Uint8Array): boolean {
  return sessionId.length > 0 && equalBytes(sessionId, offer.hello.sessionId)
}

type OfferContent = Omit<Offer, 'hello' | 'message' | 'extensions'>

function writeOffer(content: OfferContent, hello: ClientHello, transcript: readonly Uint8Array[]): Offer {
  const { bytes, extensions } = writeClientHello(hello)
  if (hello.preSharedKey && content.session) fillBinder(bytes, content.session, transcript)
  return { ...content, hello, message: bytes, extensions }
}

/** Puts the binder at the end of the hello, over all that precedes the list of binders. */
function fillBinder(message: Uint8Array, session: TlsSession, transcript: readonly Uint8Array[]): void {
  const hash = sessionHash(session)
  if (!hash) return
  const listLength = 2 + 1 + hashLength[hash]
  const truncated = message.subarray(0, message.length - listLength)
  const binder = resumptionBinder(hash, session.secret, ...transcript, truncated)
  message.set(binder, message.length - binder.length)
}

function firstHello(options: TlsOptions, content: OfferContent): ClientHello {
  const { oldest, newest, suites, groups, session, share, alpn } = content
  const before13 = oldest < tls13
  const session12 = session && session.version !== '1.3' ? session : undefined
  return {
    version: Math.min(newest, tls12),
    random: options.randomBytes(32),
    // TLS 1.3 wants some id for middleboxes; before, repeating it tells that a ticket was taken.
    sessionId: session12?.sessionId ?? (share || session12 ? options.randomBytes(32) : new Uint8Array(0)),
    cipherSuites: suites.map(({ code }) => code),
    serverName: nameToSend(options.serverName),
    alpn,
    groups: groups.map(({ code }) => code),
    ...(newest >= tls12 ? { signatureSchemes: signatureSchemes.map(({ code }) => code) } : {}),
    statusRequest: true,
    renegotiationInfo: before13,
    extendedMasterSecret: before13 && options.extendedMasterSecret !== false,
    sessionTicket: before13 ? (session12?.ticket ?? new Uint8Array(0)) : undefined,
    ...(newest === tls13 ? hello13(content, options.now()) : {}),
  }
}

function hello13({ oldest, newest, session, share }: OfferContent, now: number): Partial<ClientHello> {
  const versions = [0x0304, 0x0303, 0x0302, 0x0301].filter(
    (version) => version >= oldest && version <= newest,
  )
  return {
    supportedVersions: versions,
    keyShares: share ? [{ group: share.group.code, publicKey: share.publicKey }] : [],
    postHandshakeAuth: true,
    preSharedKey: session?.version === '1.3' ? offeredKey(session, now) : undefined,
  }
}

function offeredKey(session: TlsSession, now: number): ClientHello['preSharedKey'] {
  const hash = sessionHash(session)
  if (!session.ticket || !hash) return undefined
  const age = Math.floor(now - session.receivedAt) + (session.ageAdd ?? 0)
  return { identity: session.ticket, obfuscatedAge: age % 2 ** 32, binderLength: hashLength[hash] }
}

/** The suites that fit one of the versions, and the versions (the newest first) that one of the suites fits. */
function suitesAndVersions(options: TlsOptions): {
  readonly suites: readonly CipherSuite[]
  readonly versions: readonly number[]
} {
  const oldest = versionCode(options.minVersion ?? '1.0')
  const newest = versionCode(options.maxVersion ?? '1.3')
  const allowed = [tls13, tls12, 0x0302, 0x0301].filter((version) => version >= oldest && version <= newest)
  const wanted = options.cipherSuites?.map((code) => {
    const suite = cipherSuiteFromCode(code)
    if (!suite) throw new RangeError(`the client does not speak the suite 0x${code.toString(16)}`)
    return suite
  })
  const suites = (wanted ?? cipherSuites).filter(
    (suite) =>
      allowed.some((version) => suiteFitsVersion(suite, version)) &&
      (suite.cipher.kind === 'cbc' || aeadAvailable(suite.cipher.algorithm)),
  )
  return {
    suites,
    versions: allowed.filter((version) => suites.some((suite) => suiteFitsVersion(suite, version))),
  }
}

function sessionToOffer(
  options: TlsOptions,
  versions: readonly number[],
  suites: readonly CipherSuite[],
): TlsSession | undefined {
  const { session } = options
  if (!session || !sessionUsable(session, options.serverName, options.now())) return undefined
  const version = versionCode(session.version)
  if (!versions.includes(version)) return undefined
  if (session.extendedMasterSecret && version < tls13 && options.extendedMasterSecret === false)
    return undefined
  const hash = sessionHash(session)
  const suiteOffered = suites.some(
    (suite) =>
      suite.code === session.cipherSuite ||
      (version === tls13 && suite.keyExchange === 'tls13' && suite.hash === hash),
  )
  return suiteOffered ? session : undefined
}
