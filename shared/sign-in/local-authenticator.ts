import { ntHash, parseUserName } from '../protocols/ntlm/index.ts'
import { type AnswerMeans, answerNtlm } from './answer-ntlm.ts'
import type { Authenticator, CredentialUse } from './authenticator.ts'
import { CredentialGate } from './credential-gate.ts'
import { type ScopeRequest, scopeOf } from './scope.ts'
import { SignInError } from './sign-in-error.ts'

export interface LocalAuthenticatorOptions extends AnswerMeans {
  /** `DOMAIN\user`, `user@example.com` or `user`. */
  readonly user: string
  readonly password: string
  /** What the run is asked: the credential is for the hosts of that organisation. */
  readonly request: ScopeRequest
  /** Further hosts that the user accepts for this run. */
  readonly hosts?: readonly string[]
  /** Basic may be used, which hands the password itself to the server. */
  readonly basic?: boolean
  /**
   * The gate of the run that this one belongs to: several targets of one organisation share it, so that a refusal at one ends
   * the use of the credential at all. Default: one of its own.
   */
  readonly gate?: CredentialGate
  /** See {@link Authenticator.ignoreTrust}. */
  readonly ignoreTrust?: boolean
}

/**
 * Signs in where it stands, for one run. What it keeps is the password's NT hash, and the password itself only where
 * Basic was asked for.
 *
 * @throws ProtocolError `ntlm.user-name`
 *
 * @example
 * const authenticator = localAuthenticator({ user: 'CORP\\anna', password, request, ...means })
 * for await (const event of vantage.run(request, { signal, authenticator })) …
 */
export function localAuthenticator(options: LocalAuthenticatorOptions): Authenticator {
  const { user, password, request, hosts, basic = false, ignoreTrust = false, randomBytes, now } = options
  const credential = { account: parseUserName(user), ntHash: ntHash(password) }
  const header = basic ? basicHeader(user, password) : undefined
  const isFor = scopeOf(request, hosts)
  const { gate = new CredentialGate() } = options

  function judge({ host, chain }: { host: string; chain: readonly Uint8Array[] }): void {
    if (chain.length === 0) {
      throw new SignInError('sign-in.insecure', `the credential does not go to ${host} without TLS`)
    }
    if (!isFor(host)) {
      throw new SignInError(
        'sign-in.other-organisation',
        `${host} does not belong to the organisation that the credential is for`,
      )
    }
  }

  return {
    schemes: header === undefined ? ['NTLM'] : ['NTLM', 'Basic'],
    ...(/^[^@\s\\]+@[^@\s\\]+$/.test(user) && { mailbox: user }),
    ignoreTrust,
    judgesTrust: false,
    async use({ proves }, signal): Promise<CredentialUse> {
      const end = await gate.enter(proves, signal)
      return {
        async answerNtlm(question) {
          judge(question)
          return answerNtlm(question, credential, { randomBytes, now })
        },
        async answerBasic(question) {
          judge(question)
          if (header !== undefined) return header
          throw new SignInError('sign-in.no-scheme', 'Basic was not asked for by name')
        },
        end,
      }
    },
  }
}

/** RFC 7617, in UTF-8 as current IIS reads it. */
function basicHeader(user: string, password: string): string {
  const bytes = new TextEncoder().encode(`${user}:${password}`)
  return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`
}
