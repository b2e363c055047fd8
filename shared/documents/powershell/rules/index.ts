import type { Remark } from '../../document.ts'
import type { Script } from '../script.ts'

/** One rule: what is wrong in a script whatever the network says. */
export type Rule = (script: Script) => readonly Remark[]

const RULES: readonly Rule[] = []

/** What the rules say of a script, but for what a comment says is to be ignored on the line below it. */
export function remarksOn(script: Script): Remark[] {
  return RULES.flatMap((rule) => rule(script)).filter((remark) => !isIgnored(remark, script))
}

function isIgnored({ finding, range }: Remark, { text, ignored }: Script): boolean {
  return ignored.some(({ code, range: comment }) => {
    const next = text.indexOf('\n', comment.end)
    const end = next < 0 ? text.length : text.indexOf('\n', next + 1)
    return (
      code === finding.code && range.start >= comment.start && range.start <= (end < 0 ? text.length : end)
    )
  })
}
