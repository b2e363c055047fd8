import type { Report } from '../../engine/index.ts'
import { outlookParts } from '../outlook-words.ts'
import type { Style } from './style.ts'
import { wrap } from './wrap.ts'

/** What an Outlook of each generation would do with what was found; nothing where that was not the question. */
export function outlookSection({ outlook }: Report, style: Style): string[] {
  if (outlook.length === 0) return []
  const lines = outlook.flatMap((choice) =>
    wrap(style.foreign(`${choice.client}: ${outlookParts(choice).join('; ')}.`), style.proseWidth, {
      first: '  ',
      rest: '    ',
    }),
  )
  return [style.paint('bold', 'WHAT OUTLOOK WOULD DO'), '', ...lines, '']
}
