import type { Report } from '../../engine/index.ts'
import { type ChainLink, certificateChains, type ShownChain } from '../certificate-chains.ts'
import {
  chainPlaces,
  chainRemarks,
  linkMark,
  originText,
  thumbprintText,
  validityOf,
} from '../chain-words.ts'
import { type Markup, markup } from '../markup.ts'
import type { Anchors } from './anchors.ts'
import { markSign } from './mark-sign.ts'

/** Each chain as a tree: the trust anchor on top, below each certificate the one that it certifies. */
export function chainSections(report: Report, anchors: Anchors): Markup | undefined {
  const chains = certificateChains(report)
  if (chains.length === 0) return undefined
  return markup`<section aria-labelledby="certificates-heading">
<h2 id="certificates-heading">Certificates</h2>
${chains.map((chain) => chainArticle(chain, report, anchors))}</section>
`
}

function chainArticle(chain: ShownChain, report: Report, anchors: Anchors): Markup {
  const at = Date.parse(report.startedAt)
  const onPath = chain.links.filter(({ source }) => source !== 'unused').toReversed()
  const unused = chain.links.filter(({ source }) => source === 'unused')
  const item = (link: ChainLink, below?: Markup) => linkItem(link, report, at, anchors, below)
  const path = onPath.reduceRight<Markup | undefined>(
    (below, link) => markup`<ul>\n${item(link, below)}</ul>\n`,
    undefined,
  )
  return markup`<article class="chain">
<h3>${chainPlaces(chain).join(', ')}</h3>
${path}${unused.length > 0 && markup`<ul>\n${unused.map((link) => item(link))}</ul>\n`}${chainRemarks(chain).map((line) => markup`<p>${line}</p>\n`)}</article>
`
}

function linkItem(
  link: ChainLink,
  report: Report,
  at: number,
  anchors: Anchors,
  below: Markup | undefined,
): Markup {
  const { name } = linkMark(link)
  const raised = report.findings.filter(
    ({ subject }) => subject.kind === 'certificate' && subject.sha256 === link.sha256,
  )
  const codes = new Map(raised.map((finding) => [finding.code, anchors.finding(finding) ?? '']))
  return markup`<li>
<div class="link">
<p>${markSign(name)} <strong class="name">${link.subject || 'without a name'}</strong></p>
<p class="dim">${originText(link)}</p>
<p class="dim">${[link.key, link.signature].filter(Boolean).join(', ')}</p>
${validityBar(link, at)}${link.problems.map((problem) => markup`<p>${problem}</p>\n`)}${[...codes].map(([code, anchor]) => markup`<p><a href="#${anchor}"><code>${code}</code></a></p>\n`)}<p class="dim">SHA-1 <code class="thumbprint">${thumbprintText(link.thumbprint)}</code><br>SHA-256 <code class="thumbprint">${thumbprintText(link.sha256)}</code></p>
</div>
${below}</li>
`
}

/** From when to when, and how much of it is over. */
function validityBar(link: ChainLink, at: number): Markup {
  const { from, to, share, left } = validityOf(link, at)
  const tone = share >= 1 || share <= 0 ? 'bad' : share > 0.9 ? 'warning' : 'good'
  return markup`<p class="validity"><span>${from}</span><svg class="${tone}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8"/><rect class="bar" width="${(share * 100).toFixed(1)}" height="8"/></svg><span>${to}</span> <span class="left">${left}</span></p>
`
}
