import type { Report } from '../../engine/index.ts'
import { firstToMend } from '../finding-groups.ts'
import { type Markup, markup } from '../markup.ts'
import { advice, circumstances, outcomeText, reservation } from '../verdict-words.ts'
import type { Anchors } from './anchors.ts'

/** What came out and what to do first: the whole report, for whoever reads one paragraph. */
export function verdictHeader(report: Report, anchors: Anchors): Markup {
  const { probe, target } = report.request
  const besides = reservation(report)
  const { first, unanswered, moreUnanswered, after } = advice(report)
  const [lead = '', ...rest] = first
  const group = firstToMend(report)
  const anchor = group === undefined ? undefined : anchors.finding(group.cause)
  return markup`<header class="verdict ${toneOf(report)}">
<p class="kicker">Outpost: ${probe}</p>
<h1><span class="badge">${outcomeText(report)}</span> <span class="name">${target}</span></h1>
${besides !== undefined && markup`<p class="besides">${besides}</p>\n`}<div class="first">
<p class="lead">${lead}</p>
${rest.map((line) => markup`<p>${line}</p>\n`)}${
  unanswered.length > 0 &&
  markup`<ul>
${unanswered.map((line) => markup`<li>${line}</li>\n`)}${moreUnanswered > 0 && markup`<li>and ${moreUnanswered} more, marked ? below</li>\n`}</ul>
`
}${after.map((line) => markup`<p>${line}</p>\n`)}${anchor !== undefined && markup`<p><a href="#${anchor}">How to mend it, and how to check</a></p>\n`}</div>
${circumstances(report).map((line) => markup`<p class="seen">${line}</p>\n`)}</header>`
}

function toneOf({ verdict, state }: Report): string {
  if (verdict.outcome === 'unknown' && state === 'running') return 'running'
  return { works: 'good', fails: 'bad', unknown: 'warning' }[verdict.outcome]
}
