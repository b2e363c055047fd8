import type { Report } from '../../engine/index.ts'
import { durationText } from '../duration.ts'
import { clipped, displayWidth } from './display-width.ts'
import { indentOf, type StepLine, stepLines } from './step-tree.ts'
import { createStyle, type Style } from './style.ts'

/** A terminal, as far as a tree that grows in place needs one. */
export interface Screen {
  write(text: string): void
  /** Asked at every drawing: windows change their size. */
  columns(): number
  rows(): number
}

/** Only what has taken this long says how long: figures that flicker past tell nobody anything. */
const WORTH_TELLING_MS = 1000

/**
 * The tree of a run that is under way, drawn over itself: one line a step, never wider or higher than the
 * screen. Each drawing is one write, so that nothing flickers.
 */
export class LiveTree {
  readonly #screen: Screen
  readonly #options: { readonly colour: boolean; readonly unicode: boolean }
  /** The widths of the lines on the screen: one that has become narrower shows them on more rows. */
  #drawn: number[] = []

  constructor(screen: Screen, options: { readonly colour: boolean; readonly unicode: boolean }) {
    this.#screen = screen
    this.#options = options
  }

  /** @param elapsedMs since the run began: its clock goes on between events */
  draw(report: Report, elapsedMs: number): void {
    // The last column stays free: some terminals go to the next line when it is filled.
    const style = createStyle({ ...this.#options, width: this.#screen.columns() - 1 })
    const lines = frame(report, elapsedMs, style, this.#screen.rows() - 1)
    const text = lines.map(({ plain, painted }) => `${ERASE_LINE}${painted(plain)}\n`).join('')
    this.#screen.write(`${up(this.#rows())}${text}${ERASE_BELOW}`)
    this.#drawn = lines.map(({ plain }) => displayWidth(plain))
  }

  /** Takes the tree, or what stands in its first line, off the screen: for what comes instead. */
  clear(): void {
    const rows = this.#rows()
    this.#screen.write(`${up(rows)}${`${ERASE_LINE}\n`.repeat(rows)}${ERASE_LINE}${up(rows)}`)
    this.#drawn = []
  }

  /** How many rows the last drawing takes on the screen as it is now. */
  #rows(): number {
    const columns = Math.max(1, this.#screen.columns())
    const rows = this.#drawn.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0)
    return Math.min(rows, this.#screen.rows() - 1)
  }
}

/** Line by line, and below only at the end: a whole screen that is erased is kept as history by some terminals. */
const ERASE_LINE = '\u001b[2K'
const ERASE_BELOW = '\u001b[0J'

/** To the first column, so many rows higher. */
function up(rows: number): string {
  return rows === 0 ? '\r' : `\r\u001b[${rows}A`
}

interface FrameLine {
  readonly plain: string
  readonly painted: (plain: string) => string
}

function frame(report: Report, elapsedMs: number, style: Style, height: number): FrameLine[] {
  const { probe, target } = report.request
  const heading = style.foreign(`outpost ${probe} ${target}`)
  const steps = stepLines(report, style)
  const room = Math.max(1, height - 1)
  const kept = steps.length <= room ? steps : mostTelling(steps, room - 1)
  const left = steps.length - kept.length
  return [
    {
      plain: clipped(`${heading}  ${durationText(elapsedMs)}`, style.width, style.ellipsis),
      painted: (plain) => style.paint('bold', plain),
    },
    ...(left > 0 && room > 1
      ? [{ plain: `(${left} more steps)`, painted: (plain: string) => style.paint('dim', plain) }]
      : []),
    ...kept.map((line) => stepFrame(line, elapsedMs, style)),
  ]
}

function stepFrame(line: StepLine, elapsedMs: number, style: Style): FrameLine {
  const indent = indentOf(line.depth, style)
  const sign = style.mark(line.mark.name)
  const took = line.step.status === 'running' ? elapsedMs - line.step.startedAt : 0
  const waiting = took >= WORTH_TELLING_MS ? [durationText(took)] : []
  const tail = [...waiting, ...line.codes, ...line.details].join(', ')
  return {
    plain: clipped(
      `${indent}${sign} ${line.title}${tail === '' ? '' : `  ${tail}`}`,
      style.width,
      style.ellipsis,
    ),
    painted: (plain) =>
      `${indent}${style.paint(line.mark.ink, sign)}${plain.slice(indent.length + sign.length)}`,
  }
}

/** Where not all has room: what is under way, and the steps above it; then what ended last. */
function mostTelling(lines: readonly StepLine[], room: number): StepLine[] {
  const isUnderWay = ({ step }: StepLine) => step.status === 'running'
  const endOf = ({ step }: StepLine) => step.startedAt + (step.durationMs ?? 0)
  const ranked = [...lines].sort((left, right) => {
    return Number(isUnderWay(right)) - Number(isUnderWay(left)) || endOf(right) - endOf(left)
  })
  const chosen = new Set(ranked.slice(0, Math.max(0, room)))
  return lines.filter((line) => chosen.has(line))
}
