import { type ByteStream, ConnectError } from '../../platform/index.ts'
import { ProtocolError } from '../protocol-error.ts'
import type { TlsAlert } from './codes/alerts.ts'
import { cipherSuiteName } from './codes/cipher-suites.ts'
import { namedGroups } from './codes/groups.ts'
import { handshakeType } from './codes/handshake-types.ts'
import { signatureSchemes } from './codes/signature-schemes.ts'
import { type ProtocolVersion, versionCode, versionFromCode } from './codes/versions.ts'
import { TlsError } from './error.ts'
import { withFacts } from './failure.ts'
import { Channel } from './handshake/channel.ts'
import { nameToSend } from './handshake/server-name.ts'
import { readCertificate12 } from './messages/certificate.ts'
import { type ClientHello, writeClientHello } from './messages/client-hello.ts'
import { readServerHello } from './messages/server-hello.ts'

/** What a bare hello offers: one version, and any suites, also such as the client cannot speak. */
export interface HelloOffer {
  readonly version: ProtocolVersion
  readonly cipherSuites: readonly number[]
  readonly serverName?: string
  readonly randomBytes: (length: number) => Uint8Array
}

/** How a server answered. Not accepted without an alert: it ended the connection, or chose another version. */
export type HelloAnswer =
  | {
      readonly accepted: true
      readonly version: ProtocolVersion
      readonly cipherSuite: { readonly code: number; readonly name: string }
      /** The presented chain, DER; TLS 1.3 encrypts it. Empty when it did not arrive whole. */
      readonly certificates: readonly Uint8Array[]
    }
  | { readonly accepted: false; readonly alert?: TlsAlert }

/**
 * Learns whether a server takes a version and suites by a ClientHello that goes no further: what it says proves
 * nothing about its key. The stream is closed when it is done.
 *
 * Rejects with a {@link TlsError} when the answer is not TLS or malformed, and with the stream's `ConnectError`
 * when the connection did not come to an end by the peer.
 */
export async function probeHello(stream: ByteStream, offer: HelloOffer): Promise<HelloAnswer> {
  try {
    return await ask(new Channel(stream), offer)
  } catch (error) {
    if (error instanceof TlsError && error.code === 'tls.alert' && error.alert)
      return { accepted: false, alert: error.alert }
    const ended =
      (error instanceof TlsError && error.code === 'tls.closed') ||
      (error instanceof ConnectError && error.code === 'closed')
    if (ended) return { accepted: false }
    throw withFacts(error, {}, undefined)
  } finally {
    stream.close()
  }
}

async function ask(channel: Channel, offer: HelloOffer): Promise<HelloAnswer> {
  const { bytes, extensions } = writeClientHello(bareHello(offer))
  channel.records.version = Math.min(versionCode(offer.version), 0x0301)
  channel.queue(bytes)
  await channel.records.flush()

  const { body } = await channel.receive(handshakeType.serverHello)
  const { version: code, cipherSuite } = readServerHello(body, extensions)
  const version = versionFromCode(code)
  if (version !== offer.version || !offer.cipherSuites.includes(cipherSuite)) return { accepted: false }
  const certificates = version === '1.3' ? [] : await readChain(channel)
  return {
    accepted: true,
    version,
    cipherSuite: { code: cipherSuite, name: cipherSuiteName(cipherSuite) },
    certificates,
  }
}

/** The chain stands in the clear behind the hello. That it breaks off takes nothing from the answer. */
async function readChain(channel: Channel): Promise<readonly Uint8Array[]> {
  try {
    const message = await channel.receiveOptional(handshakeType.certificate)
    return message ? readCertificate12(message.body).map((certificate) => certificate.slice()) : []
  } catch (error) {
    if (error instanceof ProtocolError) return []
    throw error
  }
}

/** SSL 3.0 (RFC 6101) knows no extensions, and some of its servers refuse a hello that has any. */
function bareHello({ version, cipherSuites, serverName, randomBytes }: HelloOffer): ClientHello {
  const base = { version: Math.min(versionCode(version), 0x0303), random: randomBytes(32), cipherSuites }
  if (version === 'ssl3') return { ...base, sessionId: new Uint8Array(0) }
  const hello: ClientHello = {
    ...base,
    sessionId: version === '1.3' ? randomBytes(32) : new Uint8Array(0),
    serverName: nameToSend(serverName),
    groups: namedGroups.map(({ code }) => code),
    renegotiationInfo: version !== '1.3',
    ...(versionCode(version) >= 0x0303 ? { signatureSchemes: signatureSchemes.map(({ code }) => code) } : {}),
  }
  if (version !== '1.3') return hello
  return {
    ...hello,
    supportedVersions: [versionCode('1.3')],
    // Any 32 bytes are an X25519 share: the exchange will not be completed.
    keyShares: [{ group: namedGroups[0].code, publicKey: randomBytes(32) }],
  }
}
