import { type Element, element, elements, explicit, oid, sequence, small, TAG } from '../asn1/der.ts'

/** Mechanisms by the DER of their object identifiers, in hexadecimal. */
export const NTLM_MECHANISM = oid('1.3.6.1.4.1.311.2.2.10')
const SPNEGO = oid('1.3.6.1.5.5.2')

const INITIAL_CONTEXT_TOKEN = 0x60
const NEG_TOKEN_INIT = 0xa0
const NEG_TOKEN_RESP = 0xa1

/** A client's message of SPNEGO (RFC 4178 section 4.2). */
export type SpnegoMessage =
  | {
      readonly kind: 'init'
      /** The list as it came: what mechListMIC is made over. */
      readonly mechTypes: Buffer
      /** Its object identifiers, the preferred first. */
      readonly mechanisms: readonly Buffer[]
      readonly token?: Buffer
    }
  | { readonly kind: 'response'; readonly token?: Buffer; readonly mechListMic?: Buffer }

/** Is this a token of SPNEGO's, a first or a later one? Else NTLM stands in `Negotiate` as it is. */
export function isSpnego(token: Uint8Array): boolean {
  return token[0] === INITIAL_CONTEXT_TOKEN || token[0] === NEG_TOKEN_RESP
}

/** Reads it. `undefined`: it is none. */
export function readSpnego(token: Uint8Array): SpnegoMessage | undefined {
  try {
    const [outer, more] = elements(token)
    if (outer === undefined || more !== undefined) return undefined
    return outer.tag === NEG_TOKEN_RESP ? readResponse(outer) : readInit(outer)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function readInit(outer: Element): SpnegoMessage | undefined {
  const [name, body] = elements(outer.content)
  if (outer.tag !== INITIAL_CONTEXT_TOKEN || !name?.der.equals(SPNEGO) || body?.tag !== NEG_TOKEN_INIT) {
    return undefined
  }
  const fields = fieldsOf(body)
  const mechTypes = fields.get(0)
  if (mechTypes?.tag !== TAG.sequence) return undefined
  const token = octets(fields.get(2))
  return {
    kind: 'init',
    mechTypes: mechTypes.der,
    mechanisms: elements(mechTypes.content).map(({ der }) => der),
    ...(token && { token }),
  }
}

function readResponse(outer: Element): SpnegoMessage {
  const fields = fieldsOf(outer)
  const token = octets(fields.get(2))
  const mechListMic = octets(fields.get(3))
  return { kind: 'response', ...(token && { token }), ...(mechListMic && { mechListMic }) }
}

/** The elements of the one sequence within, by the number of their context tag. */
function fieldsOf({ content }: Element): ReadonlyMap<number, Element> {
  const [list] = elements(content)
  const fields = new Map<number, Element>()
  if (list?.tag !== TAG.sequence) return fields
  for (const field of elements(list.content)) {
    const [value] = elements(field.content)
    if (value !== undefined) fields.set(field.tag - 0xa0, value)
  }
  return fields
}

function octets(value: Element | undefined): Buffer | undefined {
  return value?.tag === TAG.octetString ? value.content : undefined
}

/** The states of a NegTokenResp. */
const STATES = { 'accept-completed': 0, 'accept-incomplete': 1, reject: 2, 'request-mic': 3 } as const

/** What a NegTokenResp says (RFC 4178 section 4.2.2). */
export interface SpnegoReply {
  readonly state: keyof typeof STATES
  /** The mechanism is named in the first reply alone. */
  readonly mechanism?: Buffer
  readonly token?: Buffer
  readonly mechListMic?: Buffer
}

export function writeSpnego({ state, mechanism, token, mechListMic }: SpnegoReply): Buffer {
  const octetString = (number: number, value: Buffer | undefined) =>
    value === undefined ? [] : [explicit(number, element(TAG.octetString, value))]
  return element(
    NEG_TOKEN_RESP,
    sequence(
      explicit(0, small(TAG.enumerated, STATES[state])),
      ...(mechanism === undefined ? [] : [explicit(1, mechanism)]),
      ...octetString(2, token),
      ...octetString(3, mechListMic),
    ),
  )
}
