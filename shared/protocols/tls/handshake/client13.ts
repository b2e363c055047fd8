import { ByteWriter, equalBytes } from '../../bytes/index.ts'
import type { LeafKey } from '../certificate/leaf.ts'
import type { CipherSuite } from '../codes/cipher-suites.ts'
import { extensionType } from '../codes/extensions.ts'
import { handshakeType } from '../codes/handshake-types.ts'
import { TlsError } from '../error.ts'
import { agree, generateKeyShare, type KeyShare } from '../key-exchange/ecdhe.ts'
import { deriveSecret } from '../keys/hkdf.ts'
import { earlySecret, finishedMac, handshakeSecret, masterSecret } from '../keys/schedule13.ts'
import { emptyCertificate13, readCertificate13 } from '../messages/certificate.ts'
import { type Extensions, readExtensions } from '../messages/extensions.ts'
import { writeFinished } from '../messages/finished.ts'
import { readServerHello, type ServerHello } from '../messages/server-hello.ts'
import { openAead13, sealAead13 } from '../records/aead13.ts'
import type { TlsSession } from '../session.ts'
import { keyFitsScheme, verifySignature } from '../signatures/verify.ts'
import { afterHandshake13 } from './after13.ts'
import { noteChain } from './certificates.ts'
import type { Channel } from './channel.ts'
import { chosenAlpn, chosenGroup, chosenScheme, chosenSuite, chosenVersion } from './choice.ts'
import type { AfterHandshake, Handshake } from './handshake.ts'
import { type Offer, retryOffer, sessionHash } from './offer.ts'

/** The rest of a TLS 1.3 handshake (RFC 8446 section 2), from the server's first hello on. */
export async function handshake13(start: Handshake, firstHello: ServerHello): Promise<AfterHandshake> {
  const { channel, facts } = start
  const { offer, hello } = await settleHello(start, firstHello)
  const handshake: Handshake = { ...start, offer }
  const suite = chosenSuite(hello, offer)
  const session = acceptedSession(hello.extensions, offer, suite)
  facts.resumed = session !== undefined
  facts.cipherSuite = { code: suite.code, name: suite.name }
  facts.extendedMasterSecret = true
  facts.secureRenegotiation = true

  const shared = await sharedSecret(handshake, hello.extensions)
  const early = earlySecret(suite.hash, session?.secret)
  const secret = handshakeSecret(suite.hash, early, shared)
  const helloHash = channel.transcript.hash(suite.hash)
  const clientSecret = deriveSecret(suite.hash, secret, 'c hs traffic', helloHash)
  const serverSecret = deriveSecret(suite.hash, secret, 's hs traffic', helloHash)
  channel.assertMessageBoundary()
  channel.records.opener = openAead13(suite, serverSecret)

  const requestContext = await readServerFlight(handshake, suite, session)
  await verifyFinished(channel, suite, serverSecret)
  const master = masterSecret(suite.hash, secret)
  const finishedHash = channel.transcript.hash(suite.hash)
  const clientTraffic = deriveSecret(suite.hash, master, 'c ap traffic', finishedHash)
  const serverTraffic = deriveSecret(suite.hash, master, 's ap traffic', finishedHash)
  channel.assertMessageBoundary()
  channel.records.opener = openAead13(suite, serverTraffic)

  if (!facts.helloRetryRequest) channel.queueChangeCipherSpec()
  channel.records.sealer = sealAead13(suite, clientSecret)
  if (requestContext) {
    channel.queue(emptyCertificate13(requestContext))
    channel.refusedCertificate = true
  }
  channel.queue(writeFinished(finishedMac(suite.hash, clientSecret, channel.transcript.hash(suite.hash))))
  channel.records.sealer = sealAead13(suite, clientTraffic)
  await channel.records.flush()

  const resumption = deriveSecret(suite.hash, master, 'res master', channel.transcript.hash(suite.hash))
  return afterHandshake13(handshake, { suite, clientTraffic, serverTraffic, resumption })
}

/** Follows one HelloRetryRequest, if there is one, and notes what it says. */
async function settleHello(
  { channel, offer, facts }: Handshake,
  first: ServerHello,
): Promise<{ readonly offer: Offer; readonly hello: ServerHello }> {
  checkEcho(first, offer)
  facts.helloRetryRequest = first.isRetryRequest
  if (!first.isRetryRequest) return { offer, hello: first }

  const suite = chosenSuite(first, offer)
  const share = await requestedShare(first.extensions, offer)
  const cookie = readCookie(first.extensions)
  if (!share && !cookie)
    throw new TlsError('tls.unexpected-message', 'a HelloRetryRequest that would change nothing')
  channel.transcript.foldFirstHello(suite.hash)
  const second = retryOffer(offer, { share, cookie, suite }, channel.transcript.bytes())
  channel.queueChangeCipherSpec()
  channel.queue(second.message)
  await channel.records.flush()

  const message = await channel.receive(handshakeType.serverHello)
  const hello = readServerHello(message.body, second.extensions)
  chosenVersion(hello, second)
  checkEcho(hello, second)
  if (hello.version !== 0x0304 || hello.isRetryRequest)
    throw new TlsError('tls.unexpected-message', 'the answer to a second hello is no ServerHello of TLS 1.3')
  if (hello.cipherSuite !== suite.code)
    throw new TlsError(
      'tls.suite-not-offered',
      'the ServerHello has another suite than the HelloRetryRequest',
    )
  return { offer: second, hello }
}

/** RFC 8446 section 4.1.3: our session id comes back, and the hello's other answers have their place elsewhere. */
function checkEcho(hello: ServerHello, offer: Offer): void {
  if (!equalBytes(hello.sessionId, offer.hello.sessionId))
    throw new TlsError('tls.malformed', 'the server does not repeat our session id')
  const own: readonly number[] = hello.isRetryRequest
    ? [extensionType.supportedVersions, extensionType.keyShare, extensionType.cookie]
    : [extensionType.supportedVersions, extensionType.keyShare, extensionType.preSharedKey]
  if ([...hello.extensions.keys()].some((type) => !own.includes(type)))
    throw new TlsError('tls.extension-not-offered', 'the ServerHello has an extension that belongs elsewhere')
}

async function requestedShare(extensions: Extensions, offer: Offer): Promise<KeyShare | undefined> {
  const content = extensions.get(extensionType.keyShare)
  if (!content) return undefined
  const group = chosenGroup(content.u16(), offer)
  content.finish()
  if (group === offer.share?.group)
    throw new TlsError('tls.group-not-offered', 'the server asks again for the group that it was given')
  return generateKeyShare(group)
}

function readCookie(extensions: Extensions): Uint8Array | undefined {
  const content = extensions.get(extensionType.cookie)
  const cookie = content?.vector16().rest()
  content?.finish()
  return cookie
}

function acceptedSession(extensions: Extensions, offer: Offer, suite: CipherSuite): TlsSession | undefined {
  const content = extensions.get(extensionType.preSharedKey)
  if (!content) return undefined
  const index = content.u16()
  content.finish()
  if (index !== 0 || !offer.session || sessionHash(offer.session) !== suite.hash)
    throw new TlsError('tls.session-not-offered', 'the server resumes a session that was not offered')
  return offer.session
}

async function sharedSecret({ offer, facts }: Handshake, extensions: Extensions): Promise<Uint8Array> {
  const content = extensions.get(extensionType.keyShare)
  // Only psk_dhe_ke was offered: without a share there is nothing that we agreed to.
  if (!content) throw new TlsError('tls.key-exchange-invalid', 'the server sent no key share')
  const code = content.u16()
  const publicKey = content.vector16().rest()
  content.finish()
  if (!offer.share || code !== offer.share.group.code)
    throw new TlsError('tls.group-not-offered', 'the server answers with a share for another group than ours')
  facts.group = { name: offer.share.group.name, bits: offer.share.group.bits }
  return agree(offer.share, publicKey)
}

/** From EncryptedExtensions to CertificateVerify. The context of a request for our certificate, if there was one. */
async function readServerFlight(
  handshake: Handshake,
  suite: CipherSuite,
  session: TlsSession | undefined,
): Promise<Uint8Array | undefined> {
  const { channel, offer, facts } = handshake
  const encrypted = await channel.receive(handshakeType.encryptedExtensions)
  const extensions = readExtensions(encrypted.body.vector16(), offer.extensions)
  encrypted.body.finish()
  facts.alpn = chosenAlpn(extensions, offer)
  if (session) {
    facts.certificates = session.certificates
    return undefined
  }

  const request = await channel.receiveOptional(handshakeType.certificateRequest)
  const requestContext = request?.body.vector8().rest()
  if (request) facts.clientCertificateRequested = 'handshake'
  if (requestContext && requestContext.length > 0)
    throw new TlsError('tls.malformed', 'a certificate request of the handshake has a context')
  const message = await channel.receive(handshakeType.certificate)
  const { certificates, stapledOcsp } = readCertificate13(message.body, offer.extensions)
  facts.stapledOcsp = stapledOcsp?.slice()
  const key = noteChain(facts, certificates)
  await verifyOwnership(handshake, suite, key)
  return requestContext
}

/** CertificateVerify (RFC 8446 section 4.4.3): the server owns the key of the certificate that it showed. */
async function verifyOwnership(
  { channel, facts }: Handshake,
  suite: CipherSuite,
  key: LeafKey,
): Promise<void> {
  const signedHash = channel.transcript.hash(suite.hash)
  const { body } = await channel.receive(handshakeType.certificateVerify)
  const scheme = chosenScheme(body.u16())
  const signature = body.vector16().rest()
  body.finish()
  facts.signatureScheme = scheme.name
  const allowed13 = scheme.key !== 'rsa-pkcs1' && (scheme.key !== 'ecdsa' || scheme.curve !== undefined)
  if (!allowed13)
    throw new TlsError('tls.scheme-not-offered', `${scheme.name} is not for the signatures of TLS 1.3`)
  if (!keyFitsScheme(key, scheme, true))
    throw new TlsError('tls.key-unsuitable', `the certificate's key cannot sign by ${scheme.name}`)
  const content = new ByteWriter()
    .raw(new Uint8Array(64).fill(0x20), 'padding')
    .raw(new TextEncoder().encode('TLS 1.3, server CertificateVerify'), 'context')
    .u8(0, 'separator')
    .raw(signedHash, 'transcript hash')
  await verifySignature(key, scheme, content.bytes(), signature)
}

async function verifyFinished(channel: Channel, suite: CipherSuite, serverSecret: Uint8Array): Promise<void> {
  const expected = finishedMac(suite.hash, serverSecret, channel.transcript.hash(suite.hash))
  const { body } = await channel.receive(handshakeType.finished)
  if (!equalBytes(body.rest(), expected))
    throw new TlsError('tls.finished-wrong', "the server's Finished does not fit the handshake that we saw")
}
