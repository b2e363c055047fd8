import type { Product } from '../../findings/index.ts'
import { frontOf, isExchange } from '../http/product.ts'
import type { AnswerKind, AnswerReading } from '../http/reading.ts'
import type { HttpAnswer } from '../http/request.ts'
import type { Asked } from './asked.ts'
import type { DirectoryFacts, DirectoryName } from './host-facts.ts'

/** In this order findings name them: what Outlook cannot do without comes first. */
export const DIRECTORIES = ['rpc', 'mapi', 'ews', 'oab', 'owa', 'ecp', 'activesync'] as const

/** What Outlook needs; the others may be kept from the internet on purpose. */
export const OUTLOOKS: readonly DirectoryName[] = ['rpc', 'mapi', 'ews', 'oab']

/** What the directories of a host answered, each to its questions. */
export type DirectoryAnswers = Readonly<Record<DirectoryName, readonly Asked[]>>

/** A directory's answer that a finding is about. */
export interface Symptom {
  readonly directory: DirectoryName
  readonly path: string
  readonly reading: AnswerReading
  readonly answer: HttpAnswer
}

/** The answer that stands for a directory: of several the first that is not as it should be. */
export function symptomOf(answers: DirectoryAnswers, directory: DirectoryName): Symptom | undefined {
  const answered = answers[directory].filter((asked) => asked.answered)
  const chosen = answered.find(({ reading }) => reading.kind !== 'challenge') ?? answered[0]
  if (chosen === undefined) return undefined
  const { url, reading, answer } = chosen
  return { directory, path: new URL(url).pathname, reading, answer }
}

/** Those of the directories whose answer is of one of these kinds. */
export function symptoms(
  answers: DirectoryAnswers,
  among: readonly DirectoryName[],
  ...kinds: readonly AnswerKind[]
): readonly Symptom[] {
  return among
    .map((directory) => symptomOf(answers, directory))
    .filter((symptom) => symptom !== undefined)
    .filter(({ reading }) => kinds.includes(reading.kind))
}

/** Everything that was answered. */
export function allAnswers(answers: DirectoryAnswers): readonly HttpAnswer[] {
  return DIRECTORIES.flatMap((directory) =>
    answers[directory].flatMap((asked) => (asked.answered ? [asked.answer] : [])),
  )
}

/** What stands in front, where any answer shows it. */
export function frontIn(answers: DirectoryAnswers): Product | undefined {
  return allAnswers(answers)
    .map(frontOf)
    .find((front) => front !== undefined)
}

/** Whether Exchange wrote any of the answers. */
export function showsExchange(answers: DirectoryAnswers): boolean {
  return allAnswers(answers).some(isExchange)
}

export function factsOf(answers: DirectoryAnswers, directory: DirectoryName): DirectoryFacts {
  const symptom = symptomOf(answers, directory)
  if (symptom === undefined) return { answers: 'none', schemes: [], product: 'unknown' }
  const { kind, status, schemes, product, location } = symptom.reading
  return { answers: kind, status, schemes, product, ...(location === undefined ? {} : { location }) }
}
