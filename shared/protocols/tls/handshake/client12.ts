import { equalBytes } from '../../bytes/index.ts'
import type { LeafKey } from '../certificate/leaf.ts'
import type { CipherSuite } from '../codes/cipher-suites.ts'
import { extensionType } from '../codes/extensions.ts'
import { handshakeType } from '../codes/handshake-types.ts'
import { versionCode, versionFromCode } from '../codes/versions.ts'
import { TlsError } from '../error.ts'
import {
  connectionKeys,
  extendedMasterSecret,
  masterSecretFromRandoms,
  type PrfHash,
  verifyData,
} from '../keys/schedule12.ts'
import { emptyCertificate12, readCertificate12, readCertificateStatus } from '../messages/certificate.ts'
import { writeFinished } from '../messages/finished.ts'
import { writeClientKeyExchange } from '../messages/key-exchange.ts'
import type { ServerHello } from '../messages/server-hello.ts'
import { readSessionTicket12 } from '../messages/session-ticket.ts'
import { openAead12, sealAead12 } from '../records/aead12.ts'
import { openCbc, sealCbc } from '../records/cbc.ts'
import type { Opener, Sealer } from '../records/protection.ts'
import type { TlsSession } from '../session.ts'
import { afterHandshake12 } from './after12.ts'
import { noteChain } from './certificates.ts'
import { chosenAlpn, chosenSuite } from './choice.ts'
import { exchangeKeys12 } from './exchange12.ts'
import type { AfterHandshake, Handshake } from './handshake.ts'
import { repeatsOurSession } from './offer.ts'

/** What the hellos settled for the rest of a handshake up to TLS 1.2. */
export interface Settled12 {
  readonly suite: CipherSuite
  readonly version: number
  readonly prfHash: PrfHash
  readonly clientRandom: Uint8Array
  readonly serverRandom: Uint8Array
}

/** A session before it is known how long it lasts. */
interface Ticket {
  readonly ticket: Uint8Array
  readonly lifetime: number
}

/** Seconds that a session lasts when the server does not say. */
const defaultLifetime = 3600

/** The rest of a handshake of TLS 1.0 to 1.2 (RFC 5246 section 7.3), full or abbreviated. */
export async function handshake12(handshake: Handshake, hello: ServerHello): Promise<AfterHandshake> {
  const { channel, offer, facts } = handshake
  const suite = chosenSuite(hello, offer)
  const settled: Settled12 = {
    suite,
    version: hello.version,
    prfHash: hello.version >= 0x0303 ? suite.hash : 'md5-sha1',
    clientRandom: offer.hello.random,
    serverRandom: hello.random,
  }
  facts.cipherSuite = { code: suite.code, name: suite.name }
  facts.alpn = chosenAlpn(hello.extensions, offer)
  facts.helloRetryRequest = false
  facts.secureRenegotiation = readRenegotiationInfo(hello)
  facts.extendedMasterSecret = readFlag(hello, extensionType.extendedMasterSecret)

  const session = resumedSession(handshake, hello, settled)
  facts.resumed = session !== undefined
  const master = session ? session.secret : await fullKeyExchange(handshake, hello, settled)
  const protection = protectionOf(handshake, settled, master)
  let ticket: Ticket | undefined

  const sendFinished = async (): Promise<void> => {
    const content = verifyData(settled.prfHash, master, 'client', channel.transcript.bytes())
    channel.queueChangeCipherSpec()
    channel.records.sealer = protection.sealer
    channel.queue(writeFinished(content))
    await channel.records.flush()
  }
  const receiveFinished = async (): Promise<void> => {
    if (readFlag(hello, extensionType.sessionTicket))
      ticket = readSessionTicket12((await channel.receive(handshakeType.newSessionTicket)).body)
    await channel.receiveChangeCipherSpec()
    channel.records.opener = protection.opener
    const content = verifyData(settled.prfHash, master, 'server', channel.transcript.bytes())
    const { body } = await channel.receive(handshakeType.finished)
    if (!equalBytes(body.rest(), content))
      throw new TlsError('tls.finished-wrong', "the server's Finished does not fit the handshake that we saw")
  }

  if (session) {
    await receiveFinished()
    await sendFinished()
  } else {
    await sendFinished()
    await receiveFinished()
  }
  offerSession(handshake, hello, settled, master, ticket)
  return afterHandshake12(handshake)
}

/** From Certificate to ServerHelloDone, and our answer as far as ClientKeyExchange. The master secret. */
async function fullKeyExchange(
  handshake: Handshake,
  hello: ServerHello,
  settled: Settled12,
): Promise<Uint8Array> {
  const { channel, facts } = handshake
  const { suite } = settled
  const key = await receiveCertificate(handshake, hello, suite)
  const exchange = await exchangeKeys12(handshake, settled, key)

  const request = await channel.receiveOptional(handshakeType.certificateRequest)
  if (request) facts.clientCertificateRequested = 'handshake'
  const done = await channel.receive(handshakeType.serverHelloDone)
  done.body.finish()
  if (request) {
    channel.queue(emptyCertificate12())
    channel.refusedCertificate = true
  }
  channel.queue(writeClientKeyExchange(exchange.kind, exchange.content))
  return facts.extendedMasterSecret
    ? extendedMasterSecret(settled.prfHash, exchange.premaster, channel.transcript.bytes())
    : masterSecretFromRandoms(settled.prfHash, exchange.premaster, settled.clientRandom, settled.serverRandom)
}

async function receiveCertificate(
  { channel, facts }: Handshake,
  hello: ServerHello,
  suite: CipherSuite,
): Promise<LeafKey> {
  const { body } = await channel.receive(handshakeType.certificate)
  const key = noteChain(facts, readCertificate12(body))
  // Even a server that promised a status may leave it out (RFC 6066 section 8).
  const status = hello.extensions.has(extensionType.statusRequest)
    ? await channel.receiveOptional(handshakeType.certificateStatus)
    : undefined
  if (status) facts.stapledOcsp = readCertificateStatus(status.body).slice()
  const fits =
    suite.authentication === 'rsa' ? key.kind === 'rsa' : key.kind === 'ec' || key.kind === 'ed25519'
  if (!fits)
    throw new TlsError('tls.key-unsuitable', `the certificate's key does not fit the suite ${suite.name}`)
  return key
}

/** The session that the server takes up: it repeats the id under which we offered it. */
function resumedSession(
  { offer, facts }: Handshake,
  hello: ServerHello,
  { suite, version }: Settled12,
): TlsSession | undefined {
  if (!repeatsOurSession(offer, hello.sessionId)) return undefined
  const { session } = offer
  if (!session || versionCode(session.version) !== version || session.cipherSuite !== suite.code)
    throw new TlsError('tls.session-not-offered', 'the server resumes a session that was not offered')
  // RFC 7627 section 5.3: a session keeps the property that it was made with.
  if (session.extendedMasterSecret !== facts.extendedMasterSecret) {
    throw new TlsError(
      'tls.extended-master-secret-wrong',
      'the resumed session and this handshake disagree about the extended master secret',
    )
  }
  facts.certificates = session.certificates
  return session
}

function protectionOf(
  { options }: Handshake,
  { suite, version, prfHash, clientRandom, serverRandom }: Settled12,
  master: Uint8Array,
): { readonly sealer: Sealer; readonly opener: Opener } {
  const { cipher } = suite
  const keys = connectionKeys(prfHash, master, clientRandom, serverRandom, cipher)
  return cipher.kind === 'aead'
    ? { sealer: sealAead12(cipher, keys.client), opener: openAead12(cipher, keys.server) }
    : {
        sealer: sealCbc(cipher, keys.client, version, options.randomBytes),
        opener: openCbc(cipher, keys.server, version),
      }
}

/** Hands over what a later connection can resume: the new ticket, or the server's session id. */
function offerSession(
  { options, facts }: Handshake,
  hello: ServerHello,
  { suite, version }: Settled12,
  master: Uint8Array,
  ticket: Ticket | undefined,
): void {
  const named = versionFromCode(version)
  const known = ticket && ticket.ticket.length > 0 ? { ticket: ticket.ticket.slice() } : undefined
  const byId =
    !facts.resumed && hello.sessionId.length > 0 ? { sessionId: hello.sessionId.slice() } : undefined
  const handle = known ?? byId
  if (!handle || !named || named === 'ssl3') return
  options.onSession?.({
    version: named,
    cipherSuite: suite.code,
    serverName: options.serverName,
    secret: master,
    ...handle,
    extendedMasterSecret: facts.extendedMasterSecret ?? false,
    certificates: facts.certificates ?? [],
    receivedAt: options.now(),
    lifetime: ticket?.lifetime || defaultLifetime,
  })
}

/** Whether the server knows RFC 5746; what it says has to be that this is a first handshake (section 3.4). */
function readRenegotiationInfo(hello: ServerHello): boolean {
  const content = hello.extensions.get(extensionType.renegotiationInfo)
  if (!content) return false
  if (content.remaining !== 1 || content.u8() !== 0) {
    throw new TlsError(
      'tls.renegotiation-info-wrong',
      'the server takes this first handshake for a renegotiation: somebody put another before it',
    )
  }
  return true
}

/** Whether an extension without content was answered. */
function readFlag(hello: ServerHello, type: number): boolean {
  const content = hello.extensions.get(type)
  content?.finish()
  return content !== undefined
}
