import type { OutlookStep, Report } from '../../engine/index.ts'
import { type Markup, markup } from '../markup.ts'
import { type OutlookStory, outlookStory } from '../outlook-story.ts'
import type { MarkName } from '../step-marks.ts'
import { commandBlock } from './command-block.ts'
import { markSign } from './mark-sign.ts'

const MARKS: Readonly<Record<OutlookStep['outcome'], MarkName>> = {
  taken: 'good',
  'goes-on': 'skipped',
  stops: 'bad',
  'not-reached': 'skipped',
  unseen: 'unknown',
}

/** What an Outlook of each generation would do with what was found; nothing where that was not the question. */
export function outlookSection({ outlook, findings }: Report): Markup | undefined {
  if (outlook.length === 0) return undefined
  return markup`<section aria-labelledby="outlook-heading">
<h2 id="outlook-heading">What Outlook would do</h2>
<div class="clients">
${outlook.map((choice) => clientArticle(outlookStory(choice, findings)))}</div>
</section>
`
}

function clientArticle({ client, steps, ending, switches }: OutlookStory): Markup {
  return markup`<article class="client">
<h3>${client}</h3>
${
  steps.length > 0 &&
  markup`<ol>
${steps.map(({ outcome, text }) => markup`<li>${markSign(MARKS[outcome])} ${text}</li>\n`)}</ol>
`
}${ending.map((sentence) => markup`<p>${sentence}</p>\n`)}${switches.map(
  ({ text, commands }) =>
    markup`<p class="dim">${text}</p>\n${commands.length > 0 && commandBlock(commands)}`,
)}</article>
`
}
