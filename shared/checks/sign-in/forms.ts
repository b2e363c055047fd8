import { challengeOf, type HttpHeaders, schemesOffered } from '../../protocols/http/index.ts'
import {
  decodeHeaderToken,
  encodeHeaderToken,
  MECHANISM,
  readNegotiateToken,
  wrapInit,
  wrapResponse,
} from '../../protocols/ntlm/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'

/** A way in which NTLM's messages travel in HTTP's headers. */
export interface NtlmForm {
  readonly scheme: 'NTLM' | 'Negotiate'
  /** Within SPNEGO; else as they are, which IIS takes under Negotiate too. */
  readonly spnego: boolean
}

/** In the order in which they are tried, as far as the server offers their scheme. */
export const NTLM_FORMS: readonly NtlmForm[] = [
  { scheme: 'NTLM', spnego: false },
  { scheme: 'Negotiate', spnego: false },
  { scheme: 'Negotiate', spnego: true },
]

/** The value of `Authorization` with the first message. */
export function firstHeader({ scheme, spnego }: NtlmForm, negotiate: Uint8Array): string {
  return `${scheme} ${encodeHeaderToken(spnego ? wrapInit(negotiate) : negotiate)}`
}

/** The value of `Authorization` with the last message. */
export function lastHeader(
  { scheme, spnego }: NtlmForm,
  { message, mechListMic }: { readonly message: Uint8Array; readonly mechListMic?: Uint8Array },
): string {
  return `${scheme} ${encodeHeaderToken(spnego ? wrapResponse(message, mechListMic) : message)}`
}

/**
 * What a 401 says in answer to a message of this form: the next message of NTLM, that it is not to be NTLM, or
 * nothing but what is on offer.
 */
export type FormAnswer =
  | { readonly kind: 'challenge'; readonly challenge: Uint8Array }
  | { readonly kind: 'no-ntlm' }
  | { readonly kind: 'bare' }

/** @throws ProtocolError for a token that cannot be read */
export function answerIn({ scheme }: NtlmForm, headers: HttpHeaders): FormAnswer {
  const token = challengeOf(scheme, headers.all('WWW-Authenticate'))?.token68
  if (token === undefined) return { kind: 'bare' }
  const bytes = decodeHeaderToken(token)
  if (scheme === 'NTLM') return { kind: 'challenge', challenge: bytes }
  const read = readNegotiateToken(bytes)
  if (read.form === 'raw') return { kind: 'challenge', challenge: read.token }
  if (read.kind === 'init') return { kind: 'no-ntlm' }
  const otherMechanism = read.mechanism !== undefined && read.mechanism !== MECHANISM.ntlm
  if (read.state === 'reject' || otherMechanism || read.token === undefined) return { kind: 'no-ntlm' }
  return { kind: 'challenge', challenge: read.token }
}

/** The schemes on offer, in lower case. */
export function schemesIn(headers: HttpHeaders): readonly string[] {
  return schemesOffered(headers.all('WWW-Authenticate')).map((scheme) => scheme.toLowerCase())
}

/** The parameters of Bearer, where it is on offer (RFC 6750 section 3) and can be read. */
export function bearerIn(headers: HttpHeaders): ReadonlyMap<string, string> | undefined {
  try {
    return challengeOf('Bearer', headers.all('WWW-Authenticate'))?.parameters
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
