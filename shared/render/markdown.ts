import type { Finding, Report } from '../engine/index.ts'
import { type CommandLanguage, describeFinding, type FindingText, type Remedy } from '../findings/index.ts'
import { type ChainLink, certificateChains } from './certificate-chains.ts'
import { chainPlaces, chainRemarks, originText, thumbprintText, validityOf } from './chain-words.ts'
import { follows, SEVERITY_WORDS } from './finding-counts.ts'
import { findingGrounds } from './finding-grounds.ts'
import { type FindingGroup, findingGroups, SEVERITIES } from './finding-groups.ts'
import { codeBlock, codeSpan, prose } from './markdown-text.ts'
import { outlookStory } from './outlook-story.ts'
import { remedyHeading } from './remedy-words.ts'
import { type StepLine, stepLines } from './step-lines.ts'
import { subjectText } from './subject-text.ts'
import { Told } from './told.ts'
import { advice, circumstances, outcomeText, reservation } from './verdict-words.ts'

/** Deeper lists than this some renderers show as code. */
const DEEPEST = 6

/**
 * A report as Markdown (CommonMark), to paste into a ticket: what came out and what to do first, the findings with what mends
 * them, what Outlook would do, the certificates, and the steps that brought something to light.
 *
 * Foreign text stands in code spans and fences, where nothing is a link, a mention or markup.
 */
export function renderMarkdown(report: Report): string {
  const blocks = [
    ...verdictBlocks(report),
    ...findingBlocks(report),
    ...outlookBlocks(report),
    ...chainBlocks(report),
    ...stepBlocks(report),
  ]
  return `${blocks.join('\n\n')}\n`
}

function verdictBlocks(report: Report): string[] {
  const { first, unanswered, moreUnanswered, after } = advice(report)
  const { probe, target } = report.request
  const besides = reservation(report)
  const verdict = `${outcomeText(report)}${besides === undefined ? '' : ` (${besides})`}`
  const open = [...unanswered.map(prose), ...(moreUnanswered > 0 ? [`and ${moreUnanswered} more`] : [])]
  const [lead = '', ...rest] = first
  return [
    `## ${codeSpan(probe)} of ${codeSpan(target)}: ${verdict}`,
    circumstances(report).map(prose).join(' '),
    `**${prose(lead)}**`,
    ...rest.map(prose),
    ...(open.length === 0 ? [] : [open.map((line) => `- ${line}`).join('\n')]),
    ...after.map(prose),
  ]
}

function findingBlocks(report: Report): string[] {
  const told = new Told()
  const groups = findingGroups(report)
  return SEVERITIES.flatMap((severity) => {
    const those = groups.filter((group) => group.severity === severity)
    if (those.length === 0) return []
    const { many } = SEVERITY_WORDS[severity]
    const heading = `${many.slice(0, 1).toUpperCase()}${many.slice(1)}`
    return [`### ${heading} (${those.length})`, ...those.flatMap((group) => groupBlocks(group, report, told))]
  })
}

function groupBlocks({ cause, consequences }: FindingGroup, report: Report, told: Told): string[] {
  const text = describeFinding(cause)
  const grounds = findingGrounds(cause, report)
  return [
    `#### ${headingOf(cause, text)}`,
    `**${prose(text.sentence)}**`,
    ...(told.before(text.meaning, cause) === undefined ? [prose(text.meaning)] : []),
    ...(grounds.length === 0 ? [] : [`How we know: ${grounds.map((each) => prose(each.text)).join('; ')}`]),
    ...text.remedies.flatMap((remedy) => remedyBlocks(remedy, cause, told)),
    ...(text.verify.length === 0 ? [] : ['To check afterwards:', codeBlock(text.verify, 'powershell')]),
    ...consequenceBlocks(consequences),
    [...text.references.map(({ title, url }) => `[${prose(title)}](<${url}>)`), codeSpan(text.page)].join(
      ', ',
    ),
  ]
}

function headingOf({ code, subject }: Finding, { row }: FindingText): string {
  return `${codeSpan(code)}${row === undefined ? '' : ` (${row})`}: ${prose(subjectText(subject))}`
}

function remedyBlocks(remedy: Remedy, finding: Finding, told: Told): string[] {
  const heading = `**${prose(remedyHeading(remedy))}:**`
  const first = told.before(JSON.stringify(remedy), finding)
  if (first !== undefined) {
    return [`${heading} as told above for ${codeSpan(first.code)}, ${prose(subjectText(first.subject))}.`]
  }
  const { commands = [], language } = remedy
  return [
    `${heading} ${prose(remedy.text)}`,
    ...(commands.length === 0 ? [] : [codeBlock(commands, fenceName(language))]),
  ]
}

/** The name that renderers know a language by; PowerShell is what most commands are in. */
function fenceName(language: CommandLanguage = 'powershell'): string {
  return language
}

function consequenceBlocks(consequences: readonly Finding[]): string[] {
  if (consequences.length === 0) return []
  const items = consequences.map((finding) => {
    const text = describeFinding(finding)
    return `- ${headingOf(finding, text)}: ${prose(text.sentence)}`
  })
  return [`${consequences.length} more ${follows(consequences.length)} from it:`, items.join('\n')]
}

function outlookBlocks({ outlook, findings }: Report): string[] {
  if (outlook.length === 0) return []
  return [
    '### What Outlook would do',
    ...outlook
      .map((choice) => outlookStory(choice, findings))
      .flatMap(({ client, steps, ending, switches }) => [
        `#### ${prose(client)}`,
        ...(steps.length === 0 ? [] : [steps.map(({ text }) => `1. ${prose(text)}`).join('\n')]),
        ...(ending.length === 0 ? [] : [ending.map(prose).join(' ')]),
        ...switches.flatMap(({ text, commands }) => [
          prose(text),
          ...(commands.length === 0 ? [] : [codeBlock(commands, 'powershell')]),
        ]),
      ]),
  ]
}

function chainBlocks(report: Report): string[] {
  const at = Date.parse(report.startedAt)
  return certificateChains(report).flatMap((chain) => {
    const onPath = chain.links.filter(({ source }) => source !== 'unused').toReversed()
    const unused = chain.links.filter(({ source }) => source === 'unused')
    const items = [
      ...onPath.map((link, depth) => linkItem(link, depth, at)),
      ...unused.map((link) => linkItem(link, 0, at)),
    ]
    return [
      `### Certificates of ${prose(chainPlaces(chain).join(', '))}`,
      items.join('\n'),
      ...chainRemarks(chain).map(prose),
    ]
  })
}

function linkItem(link: ChainLink, depth: number, at: number): string {
  const { from, to, left } = validityOf(link, at)
  const facts = [
    `${originText(link)}.`,
    `${from} to ${to}, ${left}.`,
    `SHA-1 ${thumbprintText(link.thumbprint)}.`,
    ...link.problems.map((problem) => `${problem}.`),
  ]
  const found = link.found.map(({ code }) => codeSpan(code))
  const raised = found.length === 0 ? '' : ` → ${found.join(', ')}`
  return `${indent(depth)}- ${codeSpan(link.subject || 'without a name')}: ${prose(facts.join(' '))}${raised}`
}

/** The steps that are marked, and those above them: a ticket needs no list of what was in order. */
function stepBlocks(report: Report): string[] {
  const all = stepLines(report)
  const kept = all.filter(
    ({ mark, codes }) => mark.ink === 'red' || mark.ink === 'yellow' || codes.length > 0,
  )
  if (kept.length === 0) return [`All ${all.length} steps were in order.`]
  return [
    `### Steps that brought something to light (${kept.length} of ${all.length})`,
    nested(kept).map(stepItem).join('\n'),
  ]
}

/** The lines with depths that grow by one at most: more would not be a list any more. */
function nested(lines: readonly StepLine[]): StepLine[] {
  const above: number[] = []
  return lines.map((line) => {
    while ((above.at(-1) ?? -1) >= line.depth) above.pop()
    above.push(line.depth)
    return { ...line, depth: above.length - 1 }
  })
}

const SIGNS = { good: '✓', bad: '✗', warning: '!', unknown: '?', skipped: '–', running: '…', info: 'i' }

function stepItem({ depth, mark, title, details, codes }: StepLine): string {
  const detail = details.length === 0 ? '' : `: ${prose(details.join(', '))}`
  const raised = codes.length === 0 ? '' : ` → ${codes.map(codeSpan).join(', ')}`
  return `${indent(depth)}- ${SIGNS[mark.name]} ${prose(title)}${detail}${raised}`
}

function indent(depth: number): string {
  return '  '.repeat(Math.min(depth, DEEPEST))
}
