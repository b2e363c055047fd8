import { ByteReader, type FieldNotes, fromHex } from '../../bytes/index.ts'
import { ProtocolError } from '../../protocol-error.ts'
import { messageWithin } from '../message.ts'
import {
  dottedOid,
  element,
  explicit,
  peekContent,
  peekTag,
  readContent,
  readElement,
  readSecret,
  TAG,
} from './der.ts'

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
 * `spnego.state`, and `spnego.too-many-mechanisms`. Of what proves who
 * somebody is `notes` get the length alone.
 */
export function readSpnego(bytes: Uint8Array, notes?: FieldNotes): SpnegoToken {
  const reader = new ByteReader(bytes, 'spnego', 'big', notes)
  const token = peekTag(reader) === TAG.application0 ? readInit(reader) : readResponse(reader)
  reader.finish()
  return token
}

/** How many mechanisms are read: Windows offers five at most. */
const MOST_MECHANISMS = 16

type Kind<Name> = {
  -readonly [Key in keyof Extract<SpnegoToken, { kind: Name }>]: Extract<SpnegoToken, { kind: Name }>[Key]
}

function readInit(reader: ByteReader): SpnegoToken {
  const framed = readElement(reader, TAG.application0, 'SPNEGO')
  const spnego = readContent(framed, TAG.oid, 'thisMech: SPNEGO')
  if (dottedOid(spnego) !== '1.3.6.1.5.5.2')
    throw new ProtocolError('spnego.oid', 'the token is of another mechanism than SPNEGO')
  const token: Kind<'init'> = { kind: 'init', mechanisms: [] }
  readFields(framed, explicit(0), 'NegTokenInit', [
    ['mechTypes', (field) => (token.mechanisms = readMechanisms(field))],
    ['reqFlags', passOver],
    ['mechToken', (field) => (token.token = readToken(field))],
    ['negHints or mechListMIC', passOver],
    ['mechListMIC', passOver],
  ])
  return token
}

function readResponse(reader: ByteReader): SpnegoToken {
  const token: Kind<'response'> = { kind: 'response' }
  readFields(reader, explicit(1), 'NegTokenResp', [
    ['negState', (field) => (token.state = stateOf(readContent(field, TAG.enumerated, stateOf)))],
    ['supportedMech', (field) => (token.mechanism = dottedOid(readContent(field, TAG.oid, shownMechanism)))],
    ['responseToken', (field) => (token.token = readToken(field))],
    [
      'mechListMIC',
      (field) => (token.mechListMic = readSecret(field, TAG.octetString, 'signature of the mechTypes')),
    ],
    ['no field of SPNEGO', passOver],
  ])
  return token
}

type Field = readonly [name: string, read: (field: ByteReader) => unknown]

/** The sequence's fields by their numbers, which must rise; the last one that SPNEGO knows is `[4]` (NegTokenInit2). */
function readFields(reader: ByteReader, tag: number, choice: string, fields: readonly Field[]): void {
  const chosen = readElement(reader, tag, choice)
  reader.finish()
  const sequence = readElement(chosen, TAG.sequence, 'SEQUENCE')
  chosen.finish()
  for (const [number, [name, read]] of fields.entries()) {
    if (peekTag(sequence) !== explicit(number)) continue
    const field = readElement(sequence, explicit(number), name)
    read(field)
    field.finish()
  }
  sequence.finish()
}

function readMechanisms(field: ByteReader): string[] {
  const list = readElement(field, TAG.sequence, 'SEQUENCE OF MechType')
  const mechanisms: string[] = []
  while (list.remaining > 0) {
    if (mechanisms.length === MOST_MECHANISMS)
      throw new ProtocolError('spnego.too-many-mechanisms', `more than ${MOST_MECHANISMS} mechanisms`)
    mechanisms.push(dottedOid(readContent(list, TAG.oid, shownMechanism)))
  }
  return mechanisms
}

/** A token of the mechanism's own, in a field of nothing else. */
function readToken(field: ByteReader): Uint8Array {
  const message = messageWithin(peekContent(field, TAG.octetString))
  if (message === 'AUTHENTICATE') return readSecret(field, TAG.octetString, 'NTLM AUTHENTICATE')
  return readContent(field, TAG.octetString, message === undefined ? 'token' : `NTLM ${message}`)
}

/** A field that nobody here asks for, whatever is in it. */
function passOver(field: ByteReader): void {
  if (messageWithin(field.bytes) === 'AUTHENTICATE') field.takeSecret(field.remaining, 'NTLM AUTHENTICATE')
  else field.rest('not looked at')
}

function shownMechanism(oid: Uint8Array): string {
  const dotted = dottedOid(oid)
  const [name] = Object.entries(MECHANISM).find(([, known]) => known === dotted) ?? []
  return name === undefined ? dotted : `${dotted} (${name})`
}

function stateOf(content: Uint8Array): NegotiationState {
  const [number = STATES.length] = content
  const state = STATES[number]
  if (content.length !== 1 || state === undefined)
    throw new ProtocolError('spnego.state', 'a negotiation state that RFC 4178 does not have')
  return state
}
