import { z } from 'zod'
import { defineFinding } from '../define.ts'

/** Raised by the engine itself: see engine/internal-error.ts. */
export const internalErrorText = defineFinding({
  code: 'internal-error',
  severity: 'warning',
  title: 'Outpost itself failed in a step',
  values: z.object({ step: z.string(), message: z.string() }),
  example: { step: '1.2', message: 'TypeError: …' },
  subject: () => ({ kind: 'run' }),
  sentence: ({ step, message }) => `Outpost itself went wrong in step ${step} (${message}).`,
  meaning: () => 'This says nothing about the estate; what the step should have found out is not known.',
  remedies: () => [
    {
      for: 'any',
      where: 'the project',
      text: 'Run it once more. If it happens again, report it with the output of --format json.',
    },
  ],
  verify: () => [],
})
