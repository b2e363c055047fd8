import { foreignText } from '../foreign-text.ts'
import type { MarkName } from '../step-marks.ts'

export type { MarkName } from '../step-marks.ts'

export interface TextOptions {
  readonly colour: boolean
  /** Columns. Prose is broken to fit; commands never are, so that they can be copied. */
  readonly width: number
  /** `false` for a terminal that shows ASCII alone. */
  readonly unicode?: boolean
}

export type Ink = 'red' | 'yellow' | 'green' | 'cyan' | 'dim' | 'bold' | 'plain'

/** Select Graphic Rendition (ECMA-48 section 8.3.117), from the eight colours that every terminal has. */
const SGR: Readonly<Record<Ink, number>> = {
  red: 31,
  yellow: 33,
  green: 32,
  cyan: 36,
  dim: 2,
  bold: 1,
  plain: 0,
}

const MARKS: Readonly<Record<MarkName, readonly [unicode: string, ascii: string]>> = {
  good: ['✓', '+'],
  bad: ['✗', 'x'],
  warning: ['!', '!'],
  unknown: ['?', '?'],
  skipped: ['–', '-'],
  running: ['…', '.'],
  info: ['i', 'i'],
}

/** How a text is set: the sink at which foreign characters are escaped and colours come in. */
export interface Style {
  readonly width: number
  /** For prose: longer lines than this are hard to read, however wide the screen. */
  readonly proseWidth: number
  readonly ellipsis: string
  readonly arrow: string
  mark(name: MarkName): string
  /** A bar of so many columns, filled by a share from 0 to 1. */
  bar(share: number, columns: number): string
  /** Every text from a report goes through here. */
  foreign(text: string): string
  /** Colours a text that is laid out already: the codes take no columns. */
  paint(ink: Ink, text: string): string
}

const NARROWEST = 16
const WIDEST_PROSE = 100

export function createStyle({ colour, width, unicode = true }: TextOptions): Style {
  const columns = Math.max(NARROWEST, width)
  return {
    width: columns,
    proseWidth: Math.min(columns, WIDEST_PROSE),
    ellipsis: unicode ? '…' : '...',
    arrow: unicode ? '→' : '->',
    mark: (name) => MARKS[name][unicode ? 0 : 1],
    bar: (share, columns) => {
      const filled = Math.round(share * columns)
      const [full, empty] = unicode ? ['█', '░'] : ['#', '-']
      return full.repeat(filled) + empty.repeat(columns - filled)
    },
    foreign: (text) => foreignText(text, { ascii: !unicode }),
    paint: (ink, text) =>
      colour && ink !== 'plain' && text !== '' ? `\u001b[${SGR[ink]}m${text}\u001b[0m` : text,
  }
}
