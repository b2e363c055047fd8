import { describe, expect, test } from 'vitest'
import { displayWidth } from '../../../shared/render/text/display-width.ts'
import { LiveTree } from '../../../shared/render/text/index.ts'
import { HOSTILE, OBEYED } from './hostile-values.ts'
import { failing, reportWith, step, working } from './sample-report.ts'

const LOOK = { colour: false, unicode: true }

/** A terminal with just what the tree uses: lines that wrap, cursor up, erase line, erase below. */
class Terminal {
  width: number
  height: number
  readonly rows: string[] = ['']
  #row = 0

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
  }

  readonly screen = {
    write: (text: string) => this.#write(text),
    columns: () => this.width,
    rows: () => this.height,
  }

  get shown(): string[] {
    return this.rows.filter((row) => row !== '')
  }

  #write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences of a terminal
    for (const [, sequence, count, rest] of text.matchAll(/(\u001b\[(\d*)[A-Z]|\r|\n)|([^\u001b\r\n]+)/g)) {
      if (rest !== undefined) this.#print(rest)
      else if (sequence === '\n') this.#down()
      else if (sequence?.endsWith('A')) this.#up(Number(count))
      else if (sequence?.endsWith('K')) this.rows[this.#row] = ''
      else if (sequence?.endsWith('J')) this.rows.splice(this.#row, this.rows.length, '')
      else if (sequence !== '\r') throw new Error(`this terminal does not know ${JSON.stringify(sequence)}`)
    }
  }

  #print(text: string): void {
    this.rows[this.#row] += text
    expect(displayWidth(this.rows[this.#row] ?? ''), 'a line that wraps').toBeLessThan(this.width)
  }

  #down(): void {
    this.#row += 1
    this.rows[this.#row] ??= ''
  }

  #up(count: number): void {
    this.#row -= count
    expect(this.#row, 'above the first line').toBeGreaterThanOrEqual(0)
  }
}

const under = (count: number) => ({
  ...working,
  state: 'running' as const,
  steps: Array.from({ length: count }, (_, at) =>
    step(`${at}`, `check.${at}`, {
      input: null,
      status: at === count - 1 ? 'running' : 'passed',
      startedAt: at,
    }),
  ),
})

describe('the tree of a run that is under way', () => {
  test('is drawn over itself: nothing of what it was before is left', () => {
    const terminal = new Terminal(80, 24)
    const tree = new LiveTree(terminal.screen, LOOK)
    tree.draw(under(9), 100)
    tree.draw(under(3), 200)
    expect(terminal.shown).toEqual([
      'outpost certificate mail.contoso.com  200 ms',
      '✓ check.0  12 ms',
      '✓ check.1  12 ms',
      '… check.2',
    ])
  })

  test('goes away without a trace, and takes a line that was begun with it', () => {
    const terminal = new Terminal(80, 24)
    terminal.screen.write('outpost certificate')
    const tree = new LiveTree(terminal.screen, LOOK)
    tree.clear()
    tree.draw(failing, 100)
    tree.clear()
    expect(terminal.shown).toEqual([])
  })

  test.each([
    [20, 5],
    [40, 10],
    [60, 4],
    [200, 60],
  ])('fits a screen of %d columns and %d rows', (width, height) => {
    const terminal = new Terminal(width, height)
    const tree = new LiveTree(terminal.screen, LOOK)
    for (const report of [under(1), failing, under(40), reportWith('株式会社例'.repeat(20)), under(5)]) {
      tree.draw(report, 1234)
      expect(terminal.rows.length).toBeLessThanOrEqual(height)
    }
  })

  test('shows on a short screen what is under way, and says that there is more', () => {
    const terminal = new Terminal(80, 6)
    new LiveTree(terminal.screen, LOOK).draw(under(40), 100)
    expect(terminal.shown).toEqual([
      'outpost certificate mail.contoso.com  100 ms',
      '(37 more steps)',
      '✓ check.37  12 ms',
      '✓ check.38  12 ms',
      '… check.39',
    ])
  })

  test('says how long a step has been waited for, once that is worth telling', () => {
    const terminal = new Terminal(80, 24)
    const tree = new LiveTree(terminal.screen, LOOK)
    tree.draw(under(1), 900)
    expect(terminal.shown[1]).toBe('… check.0')
    tree.draw(under(1), 3210)
    expect(terminal.shown[1]).toBe('… check.0  3.2 s')
  })

  test('finds its top again in a window that has become narrower', () => {
    const written: string[] = []
    let columns = 80
    const tree = new LiveTree(
      { write: (text) => written.push(text), columns: () => columns, rows: () => 24 },
      LOOK,
    )
    tree.draw(failing, 100)
    columns = 40
    tree.draw(failing, 200)
    const widths = (written[0] ?? '')
      .split('\n')
      .slice(0, -1)
      .map((line) => displayWidth(line.replace(/^.*\[2K/, '')))
    const rows = widths.reduce((sum, width) => sum + Math.ceil(width / 40), 0)
    expect(widths.some((width) => width > 40)).toBe(true)
    expect(written[1]).toContain(`\u001b[${rows}A`)
  })

  test.each(HOSTILE)('shows %s and does not obey it', (_, value) => {
    const written: string[] = []
    const screen = { write: (text: string) => written.push(text), columns: () => 200, rows: () => 50 }
    new LiveTree(screen, LOOK).draw(reportWith(value), 100)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences of the tree itself
    expect(written.join('').replace(/\u001b\[\d*[AJK]|^\r/gm, '')).not.toMatch(OBEYED)
  })
})
