import { ProtocolError } from '../protocol-error.ts'

/** Who signs in, in the two parts that an AUTHENTICATE message has. */
export interface NtlmAccount {
  /** `user`, or all of `user@example.com`. */
  readonly user: string
  /** NetBIOS or DNS name of the domain; empty for a user principal name, and for the server's own. */
  readonly domain: string
}

/** Longer than any name in Active Directory (a user principal name has 1024 characters at most). */
const LONGEST_NAME = 1024

/**
 * Reads the three forms that people type: `DOMAIN\user`, `user@example.com` and `user`. A user principal name
 * goes into UserName whole, with an empty domain; a bare name leaves the domain to the server.
 *
 * Throws `ntlm.user-name`, which does not repeat what was typed.
 */
export function parseUserName(text: string): NtlmAccount {
  const separator = text.indexOf('\\')
  const user = text.slice(separator + 1)
  const domain = separator === -1 ? '' : text.slice(0, separator)
  const unfit = /[\p{Cc}\\]/u
  if (
    text.length > LONGEST_NAME ||
    user === '' ||
    separator === 0 ||
    unfit.test(user) ||
    unfit.test(domain)
  ) {
    throw new ProtocolError(
      'ntlm.user-name',
      'expected a user name such as DOMAIN\\user, user@example.com or user',
    )
  }
  return { user, domain }
}
