import type { Finding, Report } from '../../engine/index.ts'
import { describeFinding, type FindingText, type Remedy } from '../../findings/index.ts'
import { follows, SEVERITY_WORDS } from '../finding-counts.ts'
import { findingGrounds } from '../finding-grounds.ts'
import { type FindingGroup, findingGroups, SEVERITIES } from '../finding-groups.ts'
import { type Markup, markup } from '../markup.ts'
import { remedyHeading } from '../remedy-words.ts'
import { subjectText } from '../subject-text.ts'
import { Told } from '../told.ts'
import type { Anchors } from './anchors.ts'
import { commandBlock } from './command-block.ts'

/** Every finding with what it means, how it is known, what mends it and how to check; what follows from it below. */
export function findingsSection(report: Report, anchors: Anchors): Markup {
  const told = new Told()
  const groups = findingGroups(report)
  return markup`${SEVERITIES.map((severity) => {
    const those = groups.filter((group) => group.severity === severity)
    if (those.length === 0) return undefined
    const { many } = SEVERITY_WORDS[severity]
    return markup`<section aria-labelledby="${severity}-heading">
<h2 id="${severity}-heading">${capitalised(many)} <span class="count">${those.length}</span></h2>
${those.map((group) => findingArticle(group, report, told, anchors))}</section>
`
  })}`
}

function findingArticle(
  { cause, consequences }: FindingGroup,
  report: Report,
  told: Told,
  anchors: Anchors,
): Markup {
  const text = describeFinding(cause)
  const meaning = told.before(text.meaning, cause) === undefined ? text.meaning : undefined
  return markup`<article class="finding ${cause.severity}" id="${anchors.finding(cause) ?? ''}">
<h3>${text.sentence}</h3>
<p class="about">${aboutText(cause, text)}</p>
${meaning !== undefined && markup`<p>${meaning}</p>\n`}${evidenceParagraph(cause, report, anchors)}${
  text.remedies.length > 0 &&
  markup`<h4>How to mend it</h4>
${text.remedies.map((remedy) => remedyBlock(remedy, cause, told, anchors))}`
}${text.verify.length > 0 && markup`<h4>How to check</h4>\n${commandBlock(text.verify)}`}${consequenceList(consequences, anchors)}<p class="read">${text.references.map(({ title, url }) => markup`<a href="${url}">${title}</a>, `)}<code>${text.page}</code></p>
</article>
`
}

function aboutText({ code, subject }: Finding, { row }: FindingText): Markup {
  return markup`<code>${code}</code>${row !== undefined && markup` <span class="row">${row}</span>`} <span class="name">${subjectText(subject)}</span>`
}

function evidenceParagraph(finding: Finding, report: Report, anchors: Anchors): Markup | undefined {
  const grounds = findingGrounds(finding, report)
  if (grounds.length === 0) return undefined
  const links = grounds.map(
    ({ step, text }) => markup`<br><a href="#${anchors.step(step) ?? ''}">${text}</a>`,
  )
  return markup`<p class="evidence"><strong>How we know:</strong>${links}</p>\n`
}

function remedyBlock(remedy: Remedy, finding: Finding, told: Told, anchors: Anchors): Markup {
  const heading = markup`<strong>${remedyHeading(remedy)}:</strong>`
  const first = told.before(JSON.stringify(remedy), finding)
  if (first !== undefined) {
    const anchor = anchors.finding(first) ?? ''
    return markup`<p>${heading} as told above for <a href="#${anchor}">${subjectText(first.subject)}</a>.</p>\n`
  }
  const { text, commands = [] } = remedy
  return markup`<p>${heading} ${text}</p>\n${commands.length > 0 && commandBlock(commands)}`
}

function consequenceList(consequences: readonly Finding[], anchors: Anchors): Markup | undefined {
  const count = consequences.length
  if (count === 0) return undefined
  return markup`<h4>${count} more ${follows(count)} from it</h4>
<ul class="consequences">
${consequences.map((finding) => {
  const text = describeFinding(finding)
  return markup`<li id="${anchors.finding(finding) ?? ''}" class="${finding.severity}">${aboutText(finding, text)}<br>${text.sentence}</li>\n`
})}</ul>
`
}

function capitalised(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
}
