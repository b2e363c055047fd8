import type { Plain } from './plain.ts'
import type { Step } from './step.ts'

export interface CheckDefinition<Input extends Plain, Answer> {
  readonly id: string
  /** The most that it may take, in seconds; without it, its share of the run's deadline. */
  readonly limitSeconds?: number
  /** Whether the verdict cannot be told without its answer. Default: yes. */
  readonly needed?: boolean
  readonly answer: (step: Step, input: Input) => Promise<Answer>
}

/**
 * One question. Calling it asks: the engine records a step below the asker's, answers from memory what was
 * asked before in this run, and bounds the time. Rejects with a {@link StepFailure} when there is no answer.
 */
export interface Check<Input extends Plain, Answer> {
  (asker: Step, input: Input): Promise<Answer>
  readonly definition: CheckDefinition<Input, Answer>
}

/**
 * Makes a check of a function.
 *
 * @example
 * export const tcpConnect = check('tcp.connect', async (step, endpoint: Endpoint) => { … }, { limitSeconds: 8 })
 * // in another check:
 * const facts = await tcpConnect(step, endpoint)
 */
export function check<Input extends Plain, Answer>(
  id: string,
  answer: (step: Step, input: Input) => Promise<Answer>,
  options: { limitSeconds?: number; needed?: boolean } = {},
): Check<Input, Answer> {
  const definition: CheckDefinition<Input, Answer> = { id, answer, ...options }
  return Object.assign((asker: Step, input: Input) => asker.ask(definition, input), { definition })
}
