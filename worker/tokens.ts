import { equalBytes, toHex } from '../shared/protocols/bytes/index.ts'
import { Problem } from './problem.ts'

/**
 * Holds the bearer token of a request (RFC 6750 section 2.1) against the accepted ones.
 *
 * @param authorization the request's `Authorization`
 * @param accepted SHA-256 digests
 * @returns the token's digest in hexadecimal: it names the caller where the token itself must not be kept
 * @throws Problem `unauthorised`
 */
export async function authenticate(
  authorization: string | undefined,
  accepted: readonly Uint8Array[],
): Promise<string> {
  const token = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) {
    throw new Problem('unauthorised', 'This needs a token, sent as "Authorization: Bearer …".', {
      headers: { 'www-authenticate': 'Bearer realm="outpost"' },
    })
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token)))
  let known = false
  // Every one is compared to its end, so that the time says nothing of which was nearly right.
  for (const each of accepted) known = equalBytes(each, digest) || known
  if (!known) {
    throw new Problem('unauthorised', 'The token is not one that this Outpost accepts.', {
      headers: { 'www-authenticate': 'Bearer realm="outpost", error="invalid_token"' },
    })
  }
  return toHex(digest)
}
