import { timingSafeEqual } from 'node:crypto'
import { FLAG, hasFlag } from './flags.ts'
import { hmacMd5, md5 } from './keys.ts'
import { rc4 } from './rc4.ts'

/** The server's end of a session that is signed or sealed, with extended session security (MS-NLMP section 3.4). */
export interface SessionSecurity {
  /** The signature of the next message to the client, of 16 octets. */
  sign(message: Uint8Array): Buffer
  /** Is this the signature of the client's next message? */
  verify(message: Uint8Array, signature: Uint8Array): boolean
  /** Encrypts `sealed`; the signature is over `message`, of which it is a part. */
  seal(sealed: Uint8Array, messageWith: (plain: Uint8Array) => Uint8Array): Sealed
  /** Decrypts; `undefined` when the signature is not that of the message with the plain text in its place. */
  unseal(
    sealed: Uint8Array,
    messageWith: (plain: Uint8Array) => Uint8Array,
    signature: Uint8Array,
  ): Buffer | undefined
}

export interface Sealed {
  readonly sealed: Buffer
  readonly signature: Buffer
}

export const SIGNATURE_LENGTH = 16

const TO_SERVER = 'session key to client-to-server'
const TO_CLIENT = 'session key to server-to-client'

/**
 * A session from the key and the flags that were agreed on. Behind a signed list of SPNEGO's its messages are counted `from` 1, and
 * the key streams are new all the same (MS-SPNG section 3.3.5.1).
 */
export function sessionSecurity(exportedSessionKey: Uint8Array, flags: number, from = 0): SessionSecurity {
  const incoming = direction(exportedSessionKey, flags, TO_SERVER, from)
  const outgoing = direction(exportedSessionKey, flags, TO_CLIENT, from)
  const isRight = (message: Uint8Array, signature: Uint8Array) =>
    signature.length === SIGNATURE_LENGTH && timingSafeEqual(incoming.signature(message), signature)
  return {
    sign: outgoing.signature,
    verify: isRight,
    seal(plain, messageWith) {
      const sealed = outgoing.crypt(plain)
      return { sealed, signature: outgoing.signature(messageWith(plain)) }
    },
    unseal(sealed, messageWith, signature) {
      const plain = incoming.crypt(sealed)
      return isRight(messageWith(plain), signature) ? plain : undefined
    },
  }
}

/** One direction: messages are counted, and the key stream goes on from each to the next. */
function direction(key: Uint8Array, flags: number, which: string, from: number) {
  const signingKey = md5(key, Buffer.from(`${which} signing key magic constant\0`, 'latin1'))
  const sealingKey = md5(
    shortened(key, flags),
    Buffer.from(`${which} sealing key magic constant\0`, 'latin1'),
  )
  const crypt = rc4(sealingKey)
  let count = from
  return {
    crypt,
    signature(message: Uint8Array): Buffer {
      const number = Buffer.alloc(4)
      number.writeUInt32LE(count++)
      const checksum = hmacMd5(signingKey, number, message).subarray(0, 8)
      const shown = hasFlag(flags, FLAG.KEY_EXCHANGE) ? crypt(checksum) : checksum
      return Buffer.concat([Buffer.of(1, 0, 0, 0), shown, number])
    },
  }
}

function shortened(key: Uint8Array, flags: number): Uint8Array {
  if (hasFlag(flags, FLAG.STRONG_128)) return key
  return key.subarray(0, hasFlag(flags, FLAG.STRONG_56) ? 7 : 5)
}
