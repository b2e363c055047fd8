import { createHash, createHmac } from 'node:crypto'
import { md4 } from './md4.ts'

/** NTOWFv1: what a domain controller keeps of a password (MS-NLMP section 3.3.1). */
export function ntHash(password: string): Buffer {
  return md4(utf16(password))
}

/** NTOWFv2, the key of all answers; the names as they stand in the message (MS-NLMP section 3.3.2). */
export function responseKey(hash: Uint8Array, user: string, domain: string): Buffer {
  return hmacMd5(hash, utf16(upperCase(user) + domain))
}

export function hmacMd5(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  const hmac = createHmac('md5', key)
  for (const part of parts) hmac.update(part)
  return hmac.digest()
}

export function md5(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('md5')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

export function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le')
}

/** As Windows does it: letter by letter, none becomes two. */
function upperCase(text: string): string {
  return Array.from(text, (one) => {
    const upper = one.toUpperCase()
    return upper.length === one.length ? upper : one
  }).join('')
}
