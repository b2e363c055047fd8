import { type Markup, markup } from '../markup.ts'

/** Commands, one a line. A click selects the whole block: copying it needs no script. */
export function commandBlock(commands: readonly string[]): Markup {
  return markup`<pre>${commands.map((command, at) => markup`${at > 0 && markup`\n`}<code>${command}</code>`)}</pre>\n`
}
