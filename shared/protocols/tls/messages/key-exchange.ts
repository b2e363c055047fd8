import { type ByteReader, ByteWriter } from '../../bytes/index.ts'
import { handshakeType } from '../codes/handshake-types.ts'
import { TlsError } from '../error.ts'
import type { DheParameters } from '../key-exchange/dhe.ts'

/** ServerKeyExchange up to TLS 1.2; `signed` are the bytes that the signature covers, behind the randoms. */
export interface ServerKeyExchange {
  readonly parameters:
    | { readonly kind: 'ecdhe'; readonly group: number; readonly publicKey: Uint8Array }
    | ({ readonly kind: 'dhe' } & DheParameters)
  readonly signed: Uint8Array
  /** Named in TLS 1.2 alone. */
  readonly scheme: number | undefined
  readonly signature: Uint8Array
}

/** RFC 8422 section 5.4 and RFC 5246 section 7.4.3. */
export function readServerKeyExchange(
  body: ByteReader,
  kind: 'ecdhe' | 'dhe',
  namesScheme: boolean,
): ServerKeyExchange {
  const start = body.position
  const parameters = kind === 'ecdhe' ? readEcdhe(body) : readDhe(body)
  const signed = body.bytes.subarray(start, body.position)
  const scheme = namesScheme ? body.u16() : undefined
  const signature = body.vector16().rest()
  body.finish()
  return { parameters, signed, scheme, signature }
}

function readEcdhe(body: ByteReader): ServerKeyExchange['parameters'] {
  const namedCurve = 3
  if (body.u8() !== namedCurve)
    throw new TlsError(
      'tls.group-not-offered',
      'the server describes a curve of its own instead of naming one',
    )
  return { kind: 'ecdhe', group: body.u16(), publicKey: body.vector8().rest() }
}

function readDhe(body: ByteReader): ServerKeyExchange['parameters'] {
  const [prime, generator, publicKey] = [
    body.vector16().rest(),
    body.vector16().rest(),
    body.vector16().rest(),
  ]
  return { kind: 'dhe', prime, generator, publicKey }
}

/** ClientKeyExchange: a point behind one byte of length, everything else behind two. */
export function writeClientKeyExchange(kind: 'ecdhe' | 'dhe' | 'rsa', content: Uint8Array): Uint8Array {
  const writer = new ByteWriter()
  writer.u8(handshakeType.clientKeyExchange, 'handshake type: client_key_exchange')
  writer.vector24('client_key_exchange', () => {
    if (kind === 'ecdhe') writer.vector8('public key', () => writer.raw(content))
    else writer.vector16(kind === 'dhe' ? 'public key' : 'encrypted premaster', () => writer.raw(content))
  })
  return writer.bytes()
}
