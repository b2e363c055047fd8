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
import { displayWidth } from './display-width.ts'
import type { Style } from './style.ts'
import { wrap } from './wrap.ts'

/** Each chain as a tree: the trust anchor on top, below each certificate the one that it certifies. */
export function chainSections(report: Report, style: Style): string[] {
  const at = Date.parse(report.startedAt)
  return certificateChains(report).flatMap((chain) => {
    const onPath = chain.links.filter(({ source }) => source !== 'unused')
    const unused = chain.links.filter(({ source }) => source === 'unused')
    return [
      ...heading(chain, style),
      '',
      ...[...onPath].reverse().flatMap((link, depth) => linkLines(link, { depth, at, style })),
      ...unused.flatMap((link) => linkLines(link, { depth: 0, at, style })),
      ...chainRemarks(chain).flatMap((line) =>
        wrap(style.foreign(line), style.proseWidth, { first: '  ', rest: '    ' }),
      ),
      '',
    ]
  })
}

function heading(chain: ShownChain, style: Style): string[] {
  const named = chainPlaces(chain).join(', ')
  const lines = wrap(style.foreign(`CERTIFICATES of ${named}`), style.width, { first: '', rest: '  ' })
  return lines.map((line) => style.paint('bold', line))
}

function linkLines(
  link: ChainLink,
  { depth, at, style }: { depth: number; at: number; style: Style },
): string[] {
  const indent = '  '.repeat(1 + Math.min(depth, Math.floor(style.width / 20)))
  const mark = linkMark(link)
  const sign = style.mark(mark.name)
  const below = { first: `${indent}  `, rest: `${indent}    ` }
  const [name = '', ...more] = wrap(style.foreign(link.subject || 'without a name'), style.width, {
    first: `${indent}${sign} `,
    rest: `${indent}    `,
  })
  const painted = `${indent}${style.paint(mark.ink, sign)}${name.slice(indent.length + sign.length)}`
  const detail = (text: string) => wrap(text, style.width, below).map((line) => style.paint('dim', line))
  return [
    painted,
    ...more,
    ...detail(style.foreign(originText(link))),
    ...detail(style.foreign([link.key, link.signature].filter(Boolean).join(', '))),
    ...detail(validityLine(link, at, style)),
    ...thumbprint('SHA-1', link.thumbprint, below.first, style),
    ...thumbprint('SHA-256', link.sha256, below.first, style),
    ...link.problems.flatMap((problem) => wrap(style.foreign(problem), style.width, below)),
    ...link.found.flatMap(({ code, severity }) =>
      wrap(`${style.arrow} ${style.foreign(code)}`, style.width, below).map((line) =>
        style.paint(INKS[severity], line),
      ),
    ),
  ]
}

/** In one piece to be copied; in halves where the screen has no room for that. */
function thumbprint(label: string, hex: string, indent: string, style: Style): string[] {
  const shown = thumbprintText(hex)
  const whole = `${indent}${label} ${shown}`
  const lines =
    displayWidth(whole) <= style.width
      ? [whole]
      : [`${indent}${label}`, ...[shown.slice(0, 32), shown.slice(32)].map((half) => `${indent}${half}`)]
  return lines.map((line) => style.paint('dim', line))
}

const INKS = { error: 'red', warning: 'yellow', info: 'cyan', advice: 'cyan' } as const

/** From when to when, how much of it is over, and how many days are left. */
function validityLine(link: ChainLink, at: number, style: Style): string {
  const { from, to, share, left } = validityOf(link, at)
  const bar = style.bar(share, style.width < 80 ? 10 : 20)
  return `${style.foreign(from)} ${bar} ${style.foreign(to)}, ${left}`
}
