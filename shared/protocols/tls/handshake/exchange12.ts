import { concatBytes } from '../../bytes/index.ts'
import type { LeafKey } from '../certificate/leaf.ts'
import { handshakeType } from '../codes/handshake-types.ts'
import { legacySignatureScheme } from '../codes/signature-schemes.ts'
import { TlsError } from '../error.ts'
import { agreeDhe, dheBits } from '../key-exchange/dhe.ts'
import { agree, generateKeyShare } from '../key-exchange/ecdhe.ts'
import { rsaPremaster } from '../key-exchange/rsa.ts'
import { readServerKeyExchange, type ServerKeyExchange } from '../messages/key-exchange.ts'
import { keyFitsScheme, verifySignature } from '../signatures/verify.ts'
import { chosenGroup, chosenScheme } from './choice.ts'
import type { Settled12 } from './client12.ts'
import type { Handshake } from './handshake.ts'

/** The premaster secret, and what ClientKeyExchange has to say for the server to get at it too. */
export interface Exchange12 {
  readonly kind: 'ecdhe' | 'dhe' | 'rsa'
  readonly premaster: Uint8Array
  readonly content: Uint8Array
}

/** Reads ServerKeyExchange where the suite has one, and computes our half (RFC 5246 section 7.4.3 and 7.4.7). */
export async function exchangeKeys12(
  handshake: Handshake,
  settled: Settled12,
  key: LeafKey,
): Promise<Exchange12> {
  const { channel, options, offer, facts } = handshake
  const kind = settled.suite.keyExchange
  if (kind === 'tls13') throw new RangeError('a suite of TLS 1.3 has no key exchange of its own')
  if (kind === 'rsa') {
    if (key.kind !== 'rsa' || key.pssOnly)
      throw new TlsError('tls.key-unsuitable', "the certificate's key cannot be encrypted to")
    const { premaster, encrypted } = rsaPremaster(key, offer.hello.version, options.randomBytes)
    return { kind, premaster, content: encrypted }
  }

  const message = await channel.receive(handshakeType.serverKeyExchange)
  const exchange = readServerKeyExchange(message.body, kind, settled.version >= 0x0303)
  await verifyExchange(handshake, settled, key, exchange)
  const { parameters } = exchange
  if (parameters.kind === 'dhe') {
    facts.group = { name: 'dhe', bits: dheBits(parameters) }
    const { publicKey, secret } = agreeDhe(parameters, options.randomBytes)
    return { kind: 'dhe', premaster: secret, content: publicKey }
  }
  const group = chosenGroup(parameters.group, offer)
  facts.group = { name: group.name, bits: group.bits }
  const share = await generateKeyShare(group)
  return { kind: 'ecdhe', premaster: await agree(share, parameters.publicKey), content: share.publicKey }
}

/** The server signs its share and both randoms: it owns the key, and signed for this handshake. */
async function verifyExchange(
  { facts }: Handshake,
  { clientRandom, serverRandom }: Settled12,
  key: LeafKey,
  { scheme: code, signed, signature }: ServerKeyExchange,
): Promise<void> {
  const scheme = code !== undefined ? chosenScheme(code) : legacyScheme(key)
  facts.signatureScheme = scheme.name
  if (!keyFitsScheme(key, scheme, false))
    throw new TlsError('tls.key-unsuitable', `the certificate's key cannot sign by ${scheme.name}`)
  await verifySignature(key, scheme, concatBytes(clientRandom, serverRandom, signed), signature)
}

function legacyScheme(key: LeafKey) {
  const scheme = key.kind === 'unknown' ? undefined : legacySignatureScheme(key.kind)
  if (!scheme) throw new TlsError('tls.key-unsuitable', "the certificate's key cannot sign before TLS 1.2")
  return scheme
}
