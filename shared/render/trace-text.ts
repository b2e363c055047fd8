import type { TraceEntry } from '../engine/index.ts'
import { foreignText } from './foreign-text.ts'

/** A message: when, in which step, which way, what; then its fields. Servers' words cannot begin a line of their own. */
export function traceText({ at, step, direction, title, text }: TraceEntry): string {
  const arrow = direction === 'sent' ? '->' : '<-'
  const head = `${(at / 1000).toFixed(3).padStart(8)} s  ${arrow} ${title}  (step ${step})`
  const lines = text.split('\n').map((line) => `    ${foreignText(line, { longest: 20_000 })}`)
  return `${foreignText(head)}\n${lines.join('\n')}\n\n`
}
