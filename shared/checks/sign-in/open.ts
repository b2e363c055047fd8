import type { Step } from '../../engine/index.ts'
import type { HttpExchange, HttpHeaders, SessionCookies } from '../../protocols/http/index.ts'
import { type SignedInBy, SignedInConnection } from './connection.ts'
import { waitFor } from './patience.ts'
import type { SignedInChannel, SignedInRequest, SignInPlace } from './request.ts'

/** A request that has been let in as far as its head goes. */
export interface OpenSignedIn {
  /** The body is to be written; the answer comes when the server likes. */
  readonly exchange: HttpExchange
  /** What the server presented on this connection, DER, the leaf first. */
  readonly chain: readonly Uint8Array[]
  readonly by: SignedInBy
  /** Gives the connection back; when the step ends, that is done too. */
  close(): void
}

/**
 * Opens a request as the user whose body the caller writes, on a connection of its own: an RPC channel. The first
 * message of NTLM goes with `Content-Length: 0`, the last with the channel's head. A sign-in that is refused shows
 * as 401 in the answer of the exchange. Channels that belong together share their cookies.
 *
 * @throws SignInError, ProtocolError, ConnectError. TypeError where the run has no credential.
 */
export async function openSignedIn(
  step: Step,
  place: SignInPlace,
  channel: SignedInChannel,
  cookies?: SessionCookies,
): Promise<OpenSignedIn> {
  const connection = new SignedInConnection(step, place, cookies)
  const exchange = await connection.open(channel)
  const { chain, by } = connection
  if (by === undefined) throw new TypeError('a channel without a sign-in')
  return { exchange, chain, by, close: () => connection.close() }
}

/** The whole answer to a request of the user. */
export interface SignedInAnswer {
  readonly status: number
  readonly reason: string
  readonly headers: HttpHeaders
  /** Up to the bound that was asked for. */
  readonly body: Uint8Array
  readonly by: SignedInBy
}

/** Settings of Autodiscover have some kilobytes, an address book's manifest some more. */
const LONGEST_BODY = 1024 * 1024

/**
 * Asks as the user, on a connection of its own, and reads the answer whole. Any status but 401 is an answer.
 *
 * @throws SignInError, ConnectError, ProtocolError; `http.body-too-large`. TypeError where the run has no credential.
 */
export async function askSignedIn(
  step: Step,
  place: SignInPlace,
  request: SignedInRequest,
  longestBody: number = LONGEST_BODY,
): Promise<SignedInAnswer> {
  const connection = new SignedInConnection(step, place)
  try {
    return await askOn(connection, request, longestBody)
  } finally {
    connection.close()
  }
}

/** The same on a connection that goes on: the user is signed in with the first request. */
export async function askOn(
  connection: SignedInConnection,
  request: SignedInRequest,
  longestBody: number = LONGEST_BODY,
): Promise<SignedInAnswer> {
  const { status, reason, headers, body } = await connection.send(request)
  const { by } = connection
  if (by === undefined) throw new TypeError('an answer without a sign-in')
  const read = await waitFor(body.readAll(longestBody), 'the rest of the answer')
  return { status, reason, headers, body: read, by }
}
