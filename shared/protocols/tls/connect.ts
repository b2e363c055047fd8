import type { ByteStream } from '../../platform/index.ts'
import { handshakeType } from './codes/handshake-types.ts'
import { versionCode } from './codes/versions.ts'
import { Connection, type TlsConnection } from './connection.ts'
import type { FactsSoFar, TlsFacts } from './facts.ts'
import { answerTo, withFacts } from './failure.ts'
import { Channel } from './handshake/channel.ts'
import { chosenVersion } from './handshake/choice.ts'
import { handshake12 } from './handshake/client12.ts'
import { handshake13 } from './handshake/client13.ts'
import { makeOffer } from './handshake/offer.ts'
import { readServerHello } from './messages/server-hello.ts'
import type { TlsOptions } from './options.ts'

/**
 * A TLS 1.0 to 1.3 client over `stream` (RFC 2246, 4346, 5246, 8446). It proves that the server owns the key of
 * the certificate that it presents, and judges neither trust, nor dates, nor names.
 *
 * No timer runs: whoever gives up closes the stream. Rejects with a {@link TlsError} that holds what was
 * learned, a `ConnectError` of the stream, or a `RangeError` when the options leave nothing to offer; the stream
 * is closed then.
 *
 * @example
 * const tcp = await platform.connect({ address: '192.0.2.10', port: 443 }, signal)
 * const tls = await connectTls(tcp, { serverName: 'mail.example.com', ...platform })
 * tls.facts.certificates // the presented chain
 */
export async function connectTls(stream: ByteStream, options: TlsOptions): Promise<TlsConnection> {
  const channel = new Channel(stream)
  const facts: FactsSoFar = {}
  try {
    const offer = await makeOffer(options)
    channel.queue(offer.message)
    await channel.records.flush()

    const message = await channel.receive(handshakeType.serverHello)
    const hello = readServerHello(message.body, offer.extensions)
    const version = chosenVersion(hello, offer)
    facts.version = version
    facts.clientCertificateRequested = false
    channel.isTls13 = version === '1.3'
    channel.records.version = Math.min(versionCode(version), 0x0303)
    // RFC 8446 section 5.1: in TLS 1.3 the version in a record's header says nothing.
    channel.records.versionSettled = version !== '1.3'

    const handshake = { channel, options, offer, facts }
    const afterHandshake = await (version === '1.3' ? handshake13 : handshake12)(handshake, hello)
    return new Connection(stream, channel, complete(facts), afterHandshake)
  } catch (error) {
    const alert = answerTo(error)
    if (alert) {
      channel.queueAlert('fatal', alert.code)
      await channel.records.flush().catch(() => {})
    }
    stream.close()
    throw withFacts(error, facts, alert)
  }
}

/** The same object, for it goes on being filled: a handshake that came to its end has noted every fact. */
function complete(facts: FactsSoFar): FactsSoFar & TlsFacts {
  return facts as FactsSoFar & TlsFacts
}
