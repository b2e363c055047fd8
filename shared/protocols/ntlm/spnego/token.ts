import { ByteReader, fromHex } from '../../bytes/index.ts'
import { ProtocolError } from '../../protocol-error.ts'
import { dottedOid, element, explicit, peekTag, readContent, readElement, TAG } from './der.ts'

/** Mechanisms by their object identifiers. */
export const MECHANISM = {
  ntlm: '1.3.6.1.4.1.311.2.2.10',
  kerberos: '1.2.840.113554.1.2.2',
  /** Kerberos as Windows 2000 misspelt it, which Windows still sends first. */
  microsoftKerberos: '1.2.840.48018.1.2.2',
} as const

const SPNEGO_OID = element(TAG.oid, fromHex('2b0601050502'))
const NTLM_OID = element(TAG.oid, fromHex('2b06010401823702020a'))

const STATES = ['accept-completed', 'accept-incomplete', 'reject', 'request-mic'] as const

/** What {@link wrapInit} offers, as RFC 4178 section 5 signs it: the answer's `mechListMic` is NTLM's signature of it. */
export const MECHANISM_LIST = element(TAG.sequence, NTLM_OID)

export type NegotiationState = (typeof STATES)[number]

/** A SPNEGO message (RFC 4178 section 4.2). */
export type SpnegoToken =
  | {
      readonly kind: 'init'
      /** Object identifiers, the preferred one first. */
      readonly mechanisms: readonly string[]
      readonly token?: Uint8Array
    }
  | {
      readonly kind: 'response'
      readonly state?: NegotiationState
      readonly mechanism?: string
      readonly token?: Uint8Array
      readonly mechListMic?: Uint8Array
    }

/** The first message: NTLM is all that is offered, and here is its NEGOTIATE (NegTokenInit). */
export function wrapInit(negotiate: Uint8Array): Uint8Array {
  const mechTypes = element(explicit(0), MECHANISM_LIST)
  const mechToken = element(explicit(2), element(TAG.octetString, negotiate))
  return element(
    TAG.application0,
    SPNEGO_OID,
    element(explicit(0), element(TAG.sequence, mechTypes, mechToken)),
  )
}

/**
 * A further message, with NTLM's AUTHENTICATE (NegTokenResp). Some servers insist on `mechListMic`, the signature of
 * {@link MECHANISM_LIST}. Its key stream is its own, so it is made with an `NtlmSession` that then signs nothing else; its
 * number counts: see `signedBefore` of the session that follows.
 *
 * @example
 * wrapResponse(message, new NtlmSession({ exportedSessionKey, flags, side: 'client' }).sign(MECHANISM_LIST))
 */
export function wrapResponse(authenticate: Uint8Array, mechListMic?: Uint8Array): Uint8Array {
  const responseToken = element(explicit(2), element(TAG.octetString, authenticate))
  const mic = mechListMic ? [element(explicit(3), element(TAG.octetString, mechListMic))] : []
  return element(explicit(1), element(TAG.sequence, responseToken, ...mic))
}

/**
 * Reads either kind. Throws `spnego.truncated`, `spnego.trailing`, `spnego.tag`, `spnego.length`, `spnego.oid`,
 * `spnego.state`, and `spnego.too-many-mechanisms`.
 */
export function readSpnego(bytes: Uint8Array): SpnegoToken {
  const reader = new ByteReader(bytes, 'spnego')
  const token = peekTag(reader) === TAG.application0 ? readInit(reader) : readResponse(reader)
  reader.finish()
  return token
}

/** How many mechanisms are read: Windows offers five at most. */
const MOST_MECHANISMS = 16

function readInit(reader: ByteReader): SpnegoToken {
  const framed = readElement(reader, TAG.application0)
  const spnego = readContent(framed, TAG.oid)
  if (dottedOid(spnego) !== '1.3.6.1.5.5.2')
    throw new ProtocolError('spnego.oid', 'the token is of another mechanism than SPNEGO')
  const fields = readFields(framed, explicit(0))
  const mechanisms = fields.get(0)
  const token = fields.get(2)
  return {
    kind: 'init',
    mechanisms: mechanisms ? readMechanisms(mechanisms) : [],
    ...(token && { token: only(token, TAG.octetString) }),
  }
}

function readResponse(reader: ByteReader): SpnegoToken {
  const fields = readFields(reader, explicit(1))
  const [state, mechanism, token, mechListMic] = [0, 1, 2, 3].map((number) => fields.get(number))
  return {
    kind: 'response',
    ...(state && { state: stateOf(only(state, TAG.enumerated)) }),
    ...(mechanism && { mechanism: dottedOid(only(mechanism, TAG.oid)) }),
    ...(token && { token: only(token, TAG.octetString) }),
    ...(mechListMic && { mechListMic: only(mechListMic, TAG.octetString) }),
  }
}

/** The sequence's fields by their numbers, which must rise; the last one that SPNEGO knows is `[4]` (NegTokenInit2). */
function readFields(reader: ByteReader, tag: number): ReadonlyMap<number, ByteReader> {
  const choice = readElement(reader, tag)
  reader.finish()
  const sequence = readElement(choice, TAG.sequence)
  choice.finish()
  const fields = new Map<number, ByteReader>()
  for (let number = 0; number <= 4; number += 1) {
    if (peekTag(sequence) === explicit(number)) fields.set(number, readElement(sequence, explicit(number)))
  }
  sequence.finish()
  return fields
}

function readMechanisms(field: ByteReader): string[] {
  const list = readElement(field, TAG.sequence)
  field.finish()
  const mechanisms: string[] = []
  while (list.remaining > 0) {
    if (mechanisms.length === MOST_MECHANISMS)
      throw new ProtocolError('spnego.too-many-mechanisms', `more than ${MOST_MECHANISMS} mechanisms`)
    mechanisms.push(dottedOid(readContent(list, TAG.oid)))
  }
  return mechanisms
}

/** The content of the one element that a field holds. */
function only(field: ByteReader, tag: number): Uint8Array {
  const content = readContent(field, tag)
  field.finish()
  return content
}

function stateOf(content: Uint8Array): NegotiationState {
  const [number = STATES.length] = content
  const state = STATES[number]
  if (content.length !== 1 || state === undefined)
    throw new ProtocolError('spnego.state', 'a negotiation state that RFC 4178 does not have')
  return state
}
