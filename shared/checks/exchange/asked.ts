import { type Step, settle } from '../../engine/index.ts'
import { type AnswerReading, readAnswer } from '../http/reading.ts'
import { askHttp, type HttpAnswer, type HttpQuestion } from '../http/request.ts'
import { urlOf } from './questions.ts'

/** A question with its answer, read, or with why there was none. */
export type Asked =
  | {
      readonly answered: true
      readonly url: string
      readonly answer: HttpAnswer
      readonly reading: AnswerReading
    }
  | { readonly answered: false; readonly url: string; readonly code: string }

/** Asks, and takes no answer for one too. */
export async function askAndRead(step: Step, question: HttpQuestion): Promise<Asked> {
  const url = urlOf(question)
  const asked = await settle(askHttp(step, question))
  if (!asked.answered) return { answered: false, url, code: asked.failure.reason.code }
  return { answered: true, url, answer: asked.answer, reading: readAnswer(asked.answer, url) }
}
