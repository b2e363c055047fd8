import { ByteWriter, concatBytes, equalBytes } from '../../bytes/index.ts'
import type { BulkCipher } from '../codes/cipher-suites.ts'
import { TlsError } from '../error.ts'
import type { DirectionKeys } from '../keys/schedule12.ts'
import { limits } from '../limits.ts'
import { blockLength, cbcDecrypt, cbcEncrypt } from '../primitives/cbc.ts'
import { hashLength, hmac } from '../primitives/hash.ts'
import { type Opener, type Sealer, SequenceNumber } from './protection.ts'

type CbcCipher = Extract<BulkCipher, { kind: 'cbc' }>

/** TLS 1.1 and later send a fresh IV with every record; TLS 1.0 goes on with the last block before. */
function hasExplicitIv(version: number): boolean {
  return version >= 0x0302
}

/** CBC records, MAC before encryption (RFC 5246 section 6.2.3.2, RFC 2246 section 6.2.3.2). */
export function sealCbc(
  cipher: CbcCipher,
  keys: DirectionKeys,
  version: number,
  randomBytes: (length: number) => Uint8Array,
): Sealer {
  const sequence = new SequenceNumber()
  let lastBlock = keys.iv
  return {
    seal({ type, fragment }) {
      const mac = recordMac(cipher, keys, version, sequence.next(), type, fragment)
      const padding = blockLength - ((fragment.length + mac.length) % blockLength)
      const padded = concatBytes(fragment, mac, new Uint8Array(padding).fill(padding - 1))
      const explicit = hasExplicitIv(version)
      const iv = explicit ? randomBytes(blockLength) : lastBlock
      const encrypted = cbcEncrypt(keys.key, iv, padded)
      lastBlock = encrypted.subarray(-blockLength)
      return { type, body: explicit ? concatBytes(iv, encrypted) : encrypted }
    },
  }
}

/** The reverse of {@link sealCbc}: every byte of the padding is checked, then the MAC. */
export function openCbc(cipher: CbcCipher, keys: DirectionKeys, version: number): Opener {
  const sequence = new SequenceNumber()
  const macLength = hashLength[cipher.mac]
  let lastBlock = keys.iv
  return {
    expansion: limits.expansion12,
    open(type, body) {
      const explicit = hasExplicitIv(version)
      const iv = explicit ? body.subarray(0, blockLength) : lastBlock
      const encrypted = explicit ? body.subarray(blockLength) : body
      if (encrypted.length <= macLength || encrypted.length % blockLength !== 0)
        throw new TlsError(
          'tls.bad-record-mac',
          'a protected record is not made of whole blocks that hold a MAC',
        )
      lastBlock = encrypted.slice(-blockLength)

      const padded = cbcDecrypt(keys.key, iv, encrypted)
      const paddingLength = (padded.at(-1) ?? 0) + 1
      const contentLength = padded.length - paddingLength - macLength
      const padding = padded.subarray(Math.max(0, padded.length - paddingLength))
      if (contentLength < 0 || !padding.every((byte) => byte === paddingLength - 1))
        throw new TlsError('tls.bad-padding', 'the padding of a record is wrong')

      const fragment = padded.subarray(0, contentLength)
      const mac = padded.subarray(contentLength, contentLength + macLength)
      if (!equalBytes(mac, recordMac(cipher, keys, version, sequence.next(), type, fragment)))
        throw new TlsError('tls.bad-record-mac', 'a record was changed on its way')
      return { type, fragment }
    },
  }
}

function recordMac(
  cipher: CbcCipher,
  keys: DirectionKeys,
  version: number,
  sequence: Uint8Array,
  type: number,
  fragment: Uint8Array,
): Uint8Array {
  const header = new ByteWriter()
    .raw(sequence, 'sequence number')
    .u8(type, 'content type')
    .u16(version, 'version')
    .u16(fragment.length, 'length of the content')
  return hmac(cipher.mac, keys.mac, header.bytes(), fragment)
}
