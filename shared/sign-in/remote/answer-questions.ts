import { ProtocolError } from '../../protocols/protocol-error.ts'
import type { Authenticator, CredentialUse } from '../authenticator.ts'
import type { NtlmQuestion } from '../question.ts'
import { SignInError, type SignInErrorCode } from '../sign-in-error.ts'
import type { JudgeChain } from './judge-chain.ts'
import type { RemoteAnswer, RemoteQuestion } from './messages.ts'

/** More than any honest run asks: a few directories, at most three bindings each, the bindings of RPC. */
const MOST_QUESTIONS = 64
/** Variants are tried at a handful of directories of one host. */
const MOST_VARIANTS = 8

/** An edge that asks what no honest one does. The message is for people. */
export class HostileEdgeError extends Error {
  override readonly name = 'HostileEdgeError'
}

/**
 * The client's half: answers an edge's questions by an authenticator of its own, and believes it as little as it
 * can. The chain has to be valid for the asked name by the client's own roots; the binding, unless the client itself agrees to a
 * variant, is that of the leaf; a variant is made only where the sign-in with the right binding was tried before, after one
 * acceptance. An edge in several regions gets one authenticator, whose gate holds for all of them.
 */
export class QuestionAnswerer {
  readonly #authenticator: Authenticator
  readonly #judge: JudgeChain
  readonly #uses = new Map<number, Promise<CredentialUse>>()
  /** Hosts that were answered with the right binding. */
  readonly #bound = new Set<string>()
  #questions = 0
  #variants = 0
  #accepted = false

  constructor(authenticator: Authenticator, judge: JudgeChain) {
    this.#authenticator = authenticator
    this.#judge = judge
  }

  /**
   * Answers a question; undefined for what is none.
   *
   * @throws HostileEdgeError when the edge asks more than any honest one
   */
  async answer(message: RemoteQuestion, signal: AbortSignal): Promise<RemoteAnswer | undefined> {
    if (message.type === 'outcome') {
      await this.#end(message.attempt, message.outcome)
      return undefined
    }
    this.#questions += 1
    if (this.#questions > MOST_QUESTIONS) {
      throw new HostileEdgeError(`the edge asks for the credential more than ${MOST_QUESTIONS} times`)
    }
    const { id } = message
    try {
      await this.#admit(message)
      const use = await this.#use(message.attempt, message.proves, signal)
      if (message.type === 'basic-question') {
        return { type: 'basic-answer', id, header: await use.answerBasic(message) }
      }
      const { type: _type, attempt: _attempt, id: _id, proves: _proves, ...question } = message
      const answer = await use.answerNtlm(question)
      if (question.binding === 'certificate') this.#bound.add(question.host)
      return { type: 'answer', id, ...answer }
    } catch (error) {
      const { code, message: why } = refusal(error)
      return { type: 'refusal', id, code, message: why }
    }
  }

  /** Ends whatever is under way: what was sent may have been counted. */
  close(): void {
    for (const attempt of [...this.#uses.keys()]) this.#end(attempt, 'refused').catch(() => undefined)
  }

  async #admit(message: Exclude<RemoteQuestion, { type: 'outcome' }>): Promise<void> {
    const { host, chain } = message
    if (!this.#authenticator.ignoreTrust) {
      const problem = await this.#judge(host, chain)
      if (problem !== undefined) {
        const why = `the credential is kept from ${host}: ${problem}`
        throw new SignInError('sign-in.untrusted-certificate', why)
      }
    }
    if (message.type === 'question') this.#admitBinding(message)
  }

  #admitBinding({ host, binding, service }: Pick<NtlmQuestion, 'host' | 'binding' | 'service'>): void {
    if (binding === 'certificate') return
    const tried = this.#accepted && this.#bound.has(host) && service === 'HTTP'
    this.#variants += 1
    if (!tried || this.#variants > MOST_VARIANTS) {
      const why = `no message with the binding "${binding}" is made for ${host} now`
      throw new SignInError('sign-in.not-answered', why)
    }
  }

  async #use(attempt: number, proves: boolean, signal: AbortSignal): Promise<CredentialUse> {
    if (this.#uses.has(attempt)) {
      throw new SignInError('sign-in.not-answered', 'an attempt has one message')
    }
    const use = this.#authenticator.use({ proves }, signal)
    this.#uses.set(attempt, use)
    return use
  }

  async #end(attempt: number, outcome: 'accepted' | 'refused' | 'unused'): Promise<void> {
    const use = this.#uses.get(attempt)
    this.#uses.delete(attempt)
    if (use === undefined) return
    if (outcome === 'accepted') this.#accepted = true
    // One that was not let in has nothing to end.
    await use.then(
      (each) => each.end(outcome),
      () => undefined,
    )
  }
}

const REFUSALS: readonly SignInErrorCode[] = [
  'sign-in.untrusted-certificate',
  'sign-in.other-organisation',
  'sign-in.insecure',
  'sign-in.not-proved',
  'sign-in.spent',
  'sign-in.no-scheme',
  'sign-in.not-answered',
]

type Refusal = Pick<Extract<RemoteAnswer, { type: 'refusal' }>, 'code' | 'message'>

/** Why there is no answer, in words that the edge may know. */
function refusal(error: unknown): Refusal {
  if (error instanceof SignInError && REFUSALS.includes(error.code)) {
    return { code: error.code as Refusal['code'], message: error.message }
  }
  const message = error instanceof ProtocolError ? error.message : 'the question could not be answered'
  return { code: 'sign-in.not-answered', message }
}
