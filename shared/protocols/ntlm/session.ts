import { ByteReader, ByteWriter, concatBytes, equalBytes } from '../bytes/index.ts'
import { hmacMd5 } from '../crypto/hmac-md5.ts'
import { md5 } from '../crypto/md5.ts'
import { Rc4 } from '../crypto/rc4.ts'
import { ProtocolError } from '../protocol-error.ts'
import { hasFlag, NTLM_FLAG } from './flags.ts'

/** Bytes of a signature (MS-NLMP section 2.2.2.9.2). */
export const SIGNATURE_LENGTH = 16

export interface NtlmSessionKeys {
  readonly clientSigning: Uint8Array
  readonly serverSigning: Uint8Array
  readonly clientSealing: Uint8Array
  readonly serverSealing: Uint8Array
}

/** Which bytes of a message are encrypted, when not all are: from `start` up to, not including, `end`. */
export interface SealedPart {
  readonly start: number
  readonly end: number
}

/** How many messages of each direction were signed before, and by key streams of their own. */
export interface SignedBefore {
  readonly sent: number
  readonly received: number
}

/**
 * The keys of both directions (sections 3.4.5.2 and 3.4.5.3), from the exported session key.
 * Throws `ntlm.no-extended-session-security` when that was not agreed on.
 */
export function sessionKeys(exportedSessionKey: Uint8Array, flags: number): NtlmSessionKeys {
  if (!hasFlag(flags, NTLM_FLAG.EXTENDED_SESSIONSECURITY)) {
    throw new ProtocolError(
      'ntlm.no-extended-session-security',
      'the server does not take extended session security: nothing can be signed or sealed',
    )
  }
  const sealingKey = exportedSessionKey.subarray(0, sealingKeyLength(flags))
  return {
    clientSigning: derived(exportedSessionKey, 'client-to-server signing'),
    serverSigning: derived(exportedSessionKey, 'server-to-client signing'),
    clientSealing: derived(sealingKey, 'client-to-server sealing'),
    serverSealing: derived(sealingKey, 'server-to-client sealing'),
  }
}

/**
 * Signs and seals what is sent, checks and opens what is received (MS-NLMP section 3.4), over a connection that
 * keeps the order: key streams and sequence numbers run on from message to message. After an error the
 * session is of no further use, the two sides are out of step.
 *
 * @example
 * const session = new NtlmSession({ exportedSessionKey, flags, side: 'client' })
 * const { message, signature } = session.seal(pdu, { start: 24, end: 56 })  // signed whole, sealed in part
 * const answer = session.unseal(received, itsSignature, { start: 24, end: 56 })
 */
export class NtlmSession {
  readonly #sending: Direction
  readonly #receiving: Direction

  /**
   * `signedBefore` is for what follows SPNEGO whose list of mechanisms was signed: the key streams start anew behind it, the
   * numbers go on (MS-SPNG section 3.3.5.1). Throws `ntlm.no-extended-session-security`.
   */
  constructor(from: {
    exportedSessionKey: Uint8Array
    flags: number
    side: 'client' | 'server'
    signedBefore?: SignedBefore
  }) {
    const { side, signedBefore: { sent, received } = { sent: 0, received: 0 } } = from
    const keys = sessionKeys(from.exportedSessionKey, from.flags)
    const encryptsChecksum = hasFlag(from.flags, NTLM_FLAG.KEY_EXCH)
    const [fromClient, fromServer] = side === 'client' ? [sent, received] : [received, sent]
    const client = new Direction(keys.clientSigning, keys.clientSealing, encryptsChecksum, fromClient)
    const server = new Direction(keys.serverSigning, keys.serverSealing, encryptsChecksum, fromServer)
    this.#sending = side === 'client' ? client : server
    this.#receiving = side === 'client' ? server : client
  }

  /** The signature of a message that goes in the clear. */
  sign(message: Uint8Array): Uint8Array {
    return this.#sending.sign(message)
  }

  /** Throws `ntlm.signature-form`, `ntlm.sequence` or `ntlm.checksum` when the peer did not sign this message, now. */
  verify(message: Uint8Array, signature: Uint8Array): void {
    this.#receiving.verify(message, signature)
  }

  /** The message with a part of it (without `part` all of it) encrypted, and the signature of it as it was before. */
  seal(message: Uint8Array, part?: SealedPart): { message: Uint8Array; signature: Uint8Array } {
    return {
      message: this.#sending.encrypt(message, part),
      signature: this.#sending.sign(message),
    }
  }

  /** The message with its part decrypted. Throws as {@link NtlmSession.verify} does. */
  unseal(message: Uint8Array, signature: Uint8Array, part?: SealedPart): Uint8Array {
    const opened = this.#receiving.encrypt(message, part)
    this.#receiving.verify(opened, signature)
    return opened
  }
}

/** One direction's keys, key stream and sequence number. */
class Direction {
  readonly #signingKey: Uint8Array
  readonly #sealing: Rc4
  readonly #encryptsChecksum: boolean
  #sequence: number

  constructor(signingKey: Uint8Array, sealingKey: Uint8Array, encryptsChecksum: boolean, sequence: number) {
    this.#sequence = sequence
    this.#signingKey = signingKey
    this.#sealing = new Rc4(sealingKey)
    this.#encryptsChecksum = encryptsChecksum
  }

  encrypt(message: Uint8Array, { start, end }: SealedPart = { start: 0, end: message.length }): Uint8Array {
    return concatBytes(
      message.subarray(0, start),
      this.#sealing.apply(message.subarray(start, end)),
      message.subarray(end),
    )
  }

  sign(message: Uint8Array): Uint8Array {
    const sequence = new ByteWriter('little').u32(this.#sequence).bytes()
    this.#sequence = (this.#sequence + 1) >>> 0
    const checksum = hmacMd5(this.#signingKey, sequence, message).subarray(0, 8)
    return new ByteWriter('little')
      .u32(1, 'Version')
      .raw(this.#encryptsChecksum ? this.#sealing.apply(checksum) : checksum, 'Checksum')
      .raw(sequence, 'SeqNum')
      .bytes()
  }

  verify(message: Uint8Array, signature: Uint8Array): void {
    const sequence = this.#sequence
    const expected = this.sign(message)
    const reader = new ByteReader(signature, 'ntlm', 'little')
    if (signature.length !== SIGNATURE_LENGTH || reader.u32() !== 1) {
      throw new ProtocolError(
        'ntlm.signature-form',
        `expected a signature of version 1 and ${SIGNATURE_LENGTH} bytes`,
      )
    }
    reader.skip(8)
    const said = reader.u32()
    if (said !== sequence)
      throw new ProtocolError('ntlm.sequence', `expected message ${sequence} of this direction, got ${said}`)
    if (!equalBytes(signature, expected))
      throw new ProtocolError('ntlm.checksum', 'the message is not as the peer signed it')
  }
}

/** In bytes (section 3.4.5.3). */
function sealingKeyLength(flags: number): number {
  if (hasFlag(flags, NTLM_FLAG.KEY_128)) return 16
  return hasFlag(flags, NTLM_FLAG.KEY_56) ? 7 : 5
}

/** The zero byte at the end is part of each constant. */
function derived(key: Uint8Array, purpose: string): Uint8Array {
  return md5(concatBytes(key, new TextEncoder().encode(`session key to ${purpose} key magic constant\0`)))
}
