import type { Report } from '../../engine/index.ts'
import { type Markup, markup } from '../markup.ts'
import { outlookParts } from '../outlook-words.ts'

/** What an Outlook of each generation would do with what was found; nothing where that was not the question. */
export function outlookSection({ outlook }: Report): Markup | undefined {
  if (outlook.length === 0) return undefined
  return markup`<section aria-labelledby="outlook-heading">
<h2 id="outlook-heading">What Outlook would do</h2>
<div class="clients">
${outlook.map(
  (choice) => markup`<article class="client">
<h3>${choice.client}</h3>
<ol>
${outlookParts(choice).map((part) => markup`<li>${part}</li>\n`)}</ol>
</article>
`,
)}</div>
</section>
`
}
