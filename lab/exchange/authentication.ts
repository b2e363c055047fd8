import type { Accounts, Identity, SignInScheme } from '../accounts/index.ts'
import { type ConnectionFacts, type Header, type HttpRequest, headerOf, hostOf } from '../http/message.ts'
import { type Acceptor, ntlmAcceptor } from '../ntlm/acceptor.ts'
import { channelBindings, serverEndPoint } from '../ntlm/channel-bindings.ts'
import { negotiateAcceptor } from '../ntlm/negotiate-acceptor.ts'
import { isSpnego } from '../ntlm/spnego.ts'
import { startsExchange } from '../ntlm/starts-exchange.ts'
import type { NtlmPolicy } from '../ntlm/verify-authenticate.ts'
import { readBasic } from './basic.ts'
import type { DirectoryName, DirectorySettings, Scheme } from './exchange-service.ts'
import type { ServerFacts } from './server-facts.ts'

/** Who somebody is, as far as one connection goes. */
export interface Gate {
  judge(request: HttpRequest, directory: DirectoryName, settings: DirectorySettings): Judgement
}

export type Judgement =
  /** Somebody, and the fields that the response gets whatever it is. */
  | { readonly identity: Identity; readonly fields: readonly Header[] }
  /** The WWW-Authenticate fields of a refusal: the schemes on offer, or the next step of the one under way. */
  | { readonly challenges: readonly Header[] }

/**
 * The gate of a connection. Windows authentication is of the connection, as HTTP does it (MS-NTHT): once proved, it
 * holds for all that follows below the same directory, which has an application pool of its own. Basic is of the request.
 */
export function gateOf(connection: ConnectionFacts, server: ServerFacts, accounts: Accounts): Gate {
  const proved = new Map<DirectoryName, Identity>()
  let underWay: { readonly directory: DirectoryName; readonly acceptor: Acceptor } | undefined
  let bindings: Uint8Array | undefined

  function policyFor(request: HttpRequest, { extendedProtection = 'none' }: DirectorySettings): NtlmPolicy {
    if (extendedProtection === 'none') return {}
    if (connection.certificate !== undefined) {
      bindings ??= channelBindings(serverEndPoint(connection.certificate))
    }
    const names = [hostOf(request), server.dnsName, server.netbiosName]
    return {
      protection: { tokenChecking: extendedProtection, ...(bindings && { bindings }) },
      isOurName: (name) => names.some((one) => `http/${one}`.toLowerCase() === name.toLowerCase()),
    }
  }

  function acceptorFor(scheme: WindowsScheme, policy: NtlmPolicy): Acceptor {
    const now = () => Date.now() + server.clockAheadMinutes * 60_000
    const options = { target: server.ntlm, accounts, scheme, policy, now }
    return scheme === 'NTLM' ? ntlmAcceptor(options) : negotiateAcceptor(options)
  }

  /** The next step of NTLM or Negotiate. `undefined`: refused. */
  function windows(
    request: HttpRequest,
    directory: DirectoryName,
    settings: DirectorySettings,
    scheme: WindowsScheme,
    token: Buffer,
  ): Judgement | undefined {
    proved.delete(directory)
    const before = underWay?.directory === directory ? underWay.acceptor : undefined
    underWay = undefined
    if (server.refusesNtlm) return undefined
    if (scheme === 'Negotiate' && settings.bareNtlm === 'refused' && !isSpnego(token)) return undefined
    const begins = startsExchange(token)
    if (!begins && before !== undefined && settings.challengesAgain === true) {
      return again(scheme)
    }
    const acceptor = begins ? acceptorFor(scheme, policyFor(request, settings)) : before
    const step = acceptor?.step(token)
    if (acceptor === undefined || step === undefined || step.state === 'refused') return undefined
    const answer = step.token && [authenticate(scheme, step.token)]
    if (step.state === 'continue') {
      underWay = { directory, acceptor }
      return { challenges: answer ?? [] }
    }
    const { account, exportedSessionKey } = step
    const identity: Identity = { account, scheme, exportedSessionKey }
    proved.set(directory, identity)
    return { identity, fields: [...(answer ?? []), ['Persistent-Auth', 'true']] }
  }

  /** A challenge of an exchange that nobody can go on with. */
  function again(scheme: WindowsScheme): Judgement {
    const step = ntlmAcceptor({ target: server.ntlm, accounts, scheme, now: Date.now }).step(
      SMALLEST_NEGOTIATE,
    )
    return { challenges: step.state === 'continue' ? [authenticate(scheme, step.token)] : [] }
  }

  function judgementBy(
    scheme: Scheme,
    token: string,
    request: HttpRequest,
    directory: DirectoryName,
    settings: DirectorySettings,
  ): Judgement | undefined {
    switch (scheme) {
      case 'Bearer':
        return undefined
      case 'Basic':
        return basic(token, accounts)
      default:
        return windows(request, directory, settings, scheme, Buffer.from(token, 'base64'))
    }
  }

  return {
    judge(request, directory, settings) {
      const schemes = settings.schemes ?? []
      const [, name, token = ''] = /^(\S+)(?: +(\S+))?$/.exec(headerOf(request, 'authorization') ?? '') ?? []
      const scheme = schemes.find((one) => one.toLowerCase() === name?.toLowerCase())
      const known = proved.get(directory)
      if (name === undefined && known !== undefined) return { identity: known, fields: [] }
      const judgement =
        scheme === undefined ? undefined : judgementBy(scheme, token, request, directory, settings)
      if (judgement !== undefined) return judgement
      const told = schemes.filter((one) => one !== 'Bearer' || scheme === 'Bearer' || schemes.length === 1)
      return { challenges: told.map((one) => offer(one, settings, request)) }
    },
  }
}

type WindowsScheme = Exclude<SignInScheme, 'Basic'>

/** As Exchange says it: who it is, whom it trusts to issue tokens, for which tenant, and where a user gets one. */
const TOKENS = [
  'client_id="00000002-0000-0ff1-ce00-000000000000"',
  'trusted_issuers="00000001-0000-0000-c000-000000000000@0a0b0c0d-1111-2222-3333-444455556666"',
  'token_types="app_asserted_user_v1 service_asserted_app_v1"',
  'authorization_uri="https://login.lab.test/common/oauth2/authorize"',
].join(', ')

/** A first message without names or version: Unicode, target name, NTLM, extended session security. */
const SMALLEST_NEGOTIATE = Buffer.from(
  `${Buffer.from('NTLMSSP\0', 'latin1').toString('hex')}0100000005020800${'00'.repeat(16)}`,
  'hex',
)

function basic(token: string, accounts: Accounts): Judgement | undefined {
  const claim = readBasic(token)
  if (claim === undefined) return undefined
  const account = accounts.signIn(claim, 'Basic', ({ password }) => password === claim.password)
  return typeof account === 'string' ? undefined : { identity: { account, scheme: 'Basic' }, fields: [] }
}

function authenticate(scheme: WindowsScheme, token: Buffer): Header {
  return ['WWW-Authenticate', `${scheme} ${token.toString('base64')}`]
}

function offer(scheme: Scheme, settings: DirectorySettings, request: HttpRequest): Header {
  const parameters = {
    Basic: ` realm="${settings.realm ?? hostOf(request)}"`,
    Bearer: ` ${TOKENS}`,
    NTLM: '',
    Negotiate: '',
  }[scheme]
  return ['WWW-Authenticate', `${scheme}${parameters}`]
}
