import {
  answerChallenge,
  channelBindings,
  hasFlag,
  MECHANISM_LIST,
  NTLM_FLAG,
  type NtlmAccount,
  NtlmSession,
} from '../protocols/ntlm/index.ts'
import { ProtocolError } from '../protocols/protocol-error.ts'
import { tlsServerEndPoint } from '../protocols/tls/channel-binding.ts'
import type { Binding, NtlmAnswer, NtlmQuestion } from './question.ts'

/** What signing in is done with; the hash is as secret as the password. */
export interface NtlmCredential {
  readonly account: NtlmAccount
  readonly ntHash: Uint8Array
}

/** What a runtime lends. */
export interface AnswerMeans {
  readonly randomBytes: (length: number) => Uint8Array
  readonly now: () => number
}

/**
 * Answers an NTLM question, with binding and service name made from the presented leaf and the asked host alone.
 *
 * @throws ProtocolError as `answerChallenge` does; `tls.certificate-unreadable`
 */
export async function answerNtlm(
  question: NtlmQuestion,
  { account, ntHash }: NtlmCredential,
  { randomBytes, now }: AnswerMeans,
): Promise<NtlmAnswer> {
  const { negotiate, challenge, host, service, server, spnego } = question
  const bindings = await bindingsFor(question.binding, question.chain)
  const { message, annotated, flags, exportedSessionKey } = answerChallenge({
    negotiate,
    challenge,
    account,
    ntHash,
    targetName: `${service}/${server ?? host}`,
    random: { clientChallenge: randomBytes(8), sessionKey: randomBytes(16) },
    now: now(),
    ...(bindings && { channelBindings: bindings }),
  })
  return {
    message,
    annotated,
    flags,
    // Over HTTP nothing is signed with it: it stays here.
    ...(service !== 'HTTP' && { exportedSessionKey }),
    // Without extended session security there is nothing to sign it with, and with one mechanism no need to.
    ...(spnego &&
      hasFlag(flags, NTLM_FLAG.EXTENDED_SESSIONSECURITY) && {
        mechListMic: new NtlmSession({ exportedSessionKey, flags, side: 'client' }).sign(MECHANISM_LIST),
      }),
  }
}

/** A certificate that RFC 5929 knows no hash for goes without a binding, as Windows does it. */
async function bindingsFor(binding: Binding, [leaf]: readonly Uint8Array[]): Promise<Uint8Array | undefined> {
  if (binding === 'none') return undefined
  if (leaf === undefined) {
    throw new ProtocolError('tls.no-certificate', 'there is no certificate to bind the sign-in to')
  }
  try {
    const bindings = channelBindings(await tlsServerEndPoint(leaf))
    return binding === 'wrong' ? bindings.map((byte) => byte ^ 0xff) : bindings
  } catch (error) {
    if (error instanceof ProtocolError && error.code === 'tls.channel-binding-undefined') return undefined
    throw error
  }
}
