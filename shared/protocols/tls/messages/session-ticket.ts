import type { ByteReader } from '../../bytes/index.ts'
import { readExtensions } from './extensions.ts'

/** NewSessionTicket up to TLS 1.2 (RFC 5077 section 3.3). The lifetime is in seconds, 0 when not told. */
export function readSessionTicket12(body: ByteReader): {
  readonly lifetime: number
  readonly ticket: Uint8Array
} {
  const lifetime = body.u32()
  const ticket = body.vector16().rest()
  body.finish()
  return { lifetime, ticket }
}

/** NewSessionTicket of TLS 1.3 (RFC 8446 section 4.6.1). */
export interface SessionTicket13 {
  /** Seconds; 0 asks to throw the ticket away. */
  readonly lifetime: number
  readonly ageAdd: number
  readonly nonce: Uint8Array
  readonly ticket: Uint8Array
}

export function readSessionTicket13(body: ByteReader): SessionTicket13 {
  const [lifetime, ageAdd] = [body.u32(), body.u32()]
  const nonce = body.vector8().rest()
  const ticket = body.vector16().rest()
  // Unknown extensions are to be passed over here: they answer nothing.
  readExtensions(body.vector16())
  body.finish()
  return { lifetime, ageAdd, nonce, ticket }
}
