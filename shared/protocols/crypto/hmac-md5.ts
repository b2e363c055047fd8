import { concatBytes } from '../bytes/index.ts'
import { md5 } from './md5.ts'

const BLOCK = 64

/** HMAC (RFC 2104) with MD5 over the parts as one message, 16 bytes. */
export function hmacMd5(key: Uint8Array, ...message: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK)
  block.set(key.length > BLOCK ? md5(key) : key)
  const inner = md5(concatBytes(xored(block, 0x36), ...message))
  return md5(concatBytes(xored(block, 0x5c), inner))
}

function xored(block: Uint8Array, pad: number): Uint8Array {
  return block.map((byte) => byte ^ pad)
}
