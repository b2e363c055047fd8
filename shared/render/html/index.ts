import type { Report } from '../../engine/index.ts'
import { markup } from '../markup.ts'
import { outcomeText } from '../verdict-words.ts'
import { Anchors } from './anchors.ts'
import { chainSections } from './chains.ts'
import { findingsSection } from './findings.ts'
import { outlookSection } from './outlook.ts'
import { CONTENT_SECURITY_POLICY, styleElement } from './style.ts'
import { timelineSection } from './timeline.ts'
import { verdictHeader } from './verdict.ts'

export { CONTENT_SECURITY_POLICY, STYLE, STYLE_HASH } from './style.ts'

/**
 * A report as one HTML file that needs nothing else: no script, no font, no picture, and no style but its own, which a policy
 * can allow by {@link STYLE_HASH}; it brings {@link CONTENT_SECURITY_POLICY} along for readers who open the file itself.
 * Foreign text is text everywhere in it.
 */
export function renderHtml(report: Report): string {
  const anchors = new Anchors(report)
  const { probe, target } = report.request
  const document = markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${target}: ${outcomeText(report)}</title>
${styleElement}
</head>
<body>
${verdictHeader(report, anchors)}
<main>
${findingsSection(report, anchors)}${outlookSection(report)}${chainSections(report, anchors)}${timelineSection(report, anchors)}</main>
<footer>
<p>Outpost ${report.tool.version}, ${probe}, run <code>${report.runId}</code></p>
</footer>
</body>
</html>
`
  return document.text
}
