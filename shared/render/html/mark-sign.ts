import { type Markup, markup } from '../markup.ts'
import type { MarkName } from '../step-marks.ts'

const SIGNS: Readonly<Record<MarkName, readonly [sign: string, spoken: string]>> = {
  good: ['✓', 'in order'],
  bad: ['✗', 'not so'],
  warning: ['!', 'warning'],
  unknown: ['?', 'no answer'],
  skipped: ['–', 'not asked'],
  running: ['…', 'under way'],
  info: ['i', 'for information'],
}

/** A mark, for eyes and for ears. */
export function markSign(name: MarkName): Markup {
  const [sign, spoken] = SIGNS[name]
  return markup`<span class="mark ${name}"><span aria-hidden="true">${sign}</span><span class="spoken">${spoken}</span></span>`
}
