import type { Authenticator, CredentialUse } from '../authenticator.ts'
import { CredentialGate } from '../credential-gate.ts'
import type { NtlmQuestion } from '../question.ts'
import { SignInError } from '../sign-in-error.ts'
import type { RemoteAnswer, RemoteQuestion, SignInOffer } from './messages.ts'

type Answer = Exclude<RemoteAnswer, { type: 'refusal' }>
type Question = Exclude<RemoteQuestion, { type: 'outcome' }>
type Unnumbered = Question extends infer Each ? (Each extends Question ? Omit<Each, 'id'> : never) : never

/** The edge's half: it has no credential, and asks whoever is at the other end for each message. */
export interface RemoteAuthenticator {
  readonly authenticator: Authenticator
  /** Takes an answer; one to a question that was not asked is passed over. */
  receive(answer: RemoteAnswer): void
  /** Whoever had the credential is gone: nothing is answered any more. */
  close(): void
}

/** Makes one for a run. `send` puts a message on its way to the client. */
export function remoteAuthenticator(
  offer: SignInOffer,
  send: (message: RemoteQuestion) => void,
): RemoteAuthenticator {
  const gate = new CredentialGate()
  const waiting = new Map<number, { answer(answer: Answer): void; fail(error: SignInError): void }>()
  let questions = 0
  let attempts = 0
  let gone = false

  function ask(question: Unnumbered, signal: AbortSignal): Promise<Answer> {
    if (gone) return Promise.reject(isGone())
    if (signal.aborted) return Promise.reject(signal.reason)
    const id = questions
    questions += 1
    return new Promise<Answer>((resolve, reject) => {
      const ended = () => settle(() => reject(signal.reason))
      const settle = (how: () => void) => {
        waiting.delete(id)
        signal.removeEventListener('abort', ended)
        how()
      }
      waiting.set(id, {
        answer: (answer) => settle(() => resolve(answer)),
        fail: (error) => settle(() => reject(error)),
      })
      signal.addEventListener('abort', ended, { once: true })
      send({ ...question, id } as Question)
    })
  }

  function use(proves: boolean, end: CredentialUse['end'], signal: AbortSignal): CredentialUse {
    const attempt = attempts
    attempts += 1
    let asked = false
    const about = ({ host, chain }: Pick<NtlmQuestion, 'host' | 'chain'>) => {
      asked = true
      return { attempt, proves, host, chain: [...chain] }
    }
    return {
      async answerNtlm({ negotiate, challenge, service, server, binding, spnego, ...place }) {
        const answer = await ask(
          {
            ...about(place),
            type: 'question',
            ...{ negotiate, challenge, service, binding },
            ...(server !== undefined && { server }),
            ...(spnego && { spnego }),
          },
          signal,
        )
        if (answer.type !== 'answer') throw isUnfit()
        const { type: _type, id: _id, ...message } = answer
        return message
      },
      async answerBasic(place) {
        const answer = await ask({ ...about(place), type: 'basic-question' }, signal)
        if (answer.type !== 'basic-answer' || !/^Basic [A-Za-z0-9+/]+=*$/.test(answer.header)) throw isUnfit()
        return answer.header
      },
      end(outcome) {
        end(outcome)
        if (!asked || gone) return
        asked = false
        send({ type: 'outcome', attempt, outcome })
      },
    }
  }

  return {
    authenticator: {
      schemes: offer.schemes,
      ...(offer.mailbox !== undefined && { mailbox: offer.mailbox }),
      ignoreTrust: offer.ignoreTrust,
      judgesTrust: true,
      use: async ({ proves }, signal) => use(proves, await gate.enter(proves, signal), signal),
    },
    receive(answer) {
      const asker = waiting.get(answer.id)
      if (answer.type === 'refusal') asker?.fail(new SignInError(answer.code, answer.message))
      else asker?.answer(answer)
    },
    close() {
      gone = true
      for (const asker of [...waiting.values()]) asker.fail(isGone())
    },
  }
}

function isGone(): SignInError {
  return new SignInError('sign-in.not-answered', 'whoever has the credential went away')
}

function isUnfit(): SignInError {
  return new SignInError(
    'sign-in.not-answered',
    'whoever has the credential gave an answer to something else',
  )
}
