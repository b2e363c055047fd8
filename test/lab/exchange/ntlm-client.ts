import { randomBytes } from 'node:crypto'
import type { Lab } from '../../../lab/index.ts'
import {
  answerChallenge,
  channelBindings,
  encodeNegotiate,
  NtlmSession,
  ntHash,
  parseUserName,
  RPC_FLAGS,
  wrapInit,
  wrapResponse,
} from '../../../shared/protocols/ntlm/index.ts'
import { MECHANISM_LIST } from '../../../shared/protocols/ntlm/spnego/token.ts'
import { connectTo, type RawConnection, type RawResponse } from './raw-client.ts'

/** How somebody signs in. */
export interface SignInOptions {
  readonly user?: string
  readonly password?: string
  readonly scheme?: 'NTLM' | 'Negotiate'
  /** Inside SPNEGO, with the list of mechanisms signed or not; `forged`: another list is. */
  readonly spnego?: 'signed' | 'unsigned' | 'forged'
  /** The hash of the certificate that the channel is bound to. Nothing is sent unless told otherwise. */
  readonly endPoint?: Uint8Array
  readonly targetName?: string
  readonly headers?: readonly string[]
  readonly body?: string
}

export interface SignedIn {
  readonly challenge: RawResponse
  readonly final: RawResponse
  readonly exportedSessionKey: Uint8Array
}

const NEGOTIATE = encodeNegotiate({
  flags: RPC_FLAGS,
  version: { major: 10, minor: 0, build: 19041 },
}).bytes()

/** Signs in over a connection by the legs of MS-NTHT, with a client that has no line in common with the lab. */
export async function signIn(
  connection: RawConnection,
  host: string,
  requestLine: string,
  options: SignInOptions = {},
): Promise<SignedIn> {
  const { user = 'CORP\\anna', password = 'Lab-Passw0rd!', scheme = 'NTLM', spnego, body = '' } = options
  const ask = async (token: Uint8Array, content: string) => {
    connection.send(
      `${requestLine} HTTP/1.1`,
      `Host: ${host}`,
      `Authorization: ${scheme} ${Buffer.from(token).toString('base64')}`,
      ...(options.headers ?? []),
      `Content-Length: ${Buffer.byteLength(content)}`,
    )
    if (content !== '') connection.write(content)
    return connection.receive()
  }
  const challenge = await ask(spnego ? wrapInit(NEGOTIATE) : NEGOTIATE, '')
  const [, token = ''] = challenge.headers['www-authenticate']?.[0]?.split(' ') ?? []
  const received = Buffer.from(token, 'base64')
  const { message, flags, exportedSessionKey } = answerChallenge({
    negotiate: NEGOTIATE,
    challenge: spnego ? received.subarray(received.indexOf('NTLMSSP\0')) : received,
    account: parseUserName(user),
    ntHash: ntHash(password),
    ...(options.endPoint && { channelBindings: channelBindings(options.endPoint) }),
    targetName: options.targetName ?? `HTTP/${host}`,
    random: { clientChallenge: randomBytes(8), sessionKey: randomBytes(16) },
    now: Date.now(),
  })
  const list = spnego === 'forged' ? MECHANISM_LIST.toReversed() : MECHANISM_LIST
  const signature = () => new NtlmSession({ exportedSessionKey, flags, side: 'client' }).sign(list)
  const last = spnego ? wrapResponse(message, spnego === 'unsigned' ? undefined : signature()) : message
  return { challenge, final: await ask(last, body), exportedSessionKey }
}

/** The same on a connection of its own to the tenant's mail host. */
export async function signInTo(
  lab: Lab,
  tenant: string,
  requestLine: string,
  options: SignInOptions & { port?: 443 | 80 } = {},
): Promise<RawResponse> {
  const connection = await connectTo(lab, tenant, options.port)
  const { final } = await signIn(connection, `mail.${tenant}.test`, requestLine, options)
  connection.close()
  return final
}
