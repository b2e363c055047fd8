import type { FrameLocator, Locator, Page } from 'playwright-core'
import { QuickInput } from './quick-input.ts'
import { BRIEFLY, type Effect, LONGEST_MS, until } from './until.ts'

/** For the effect of one key of several. */
const STEP_MS = 1000

/** A window of the editor, as somebody uses it who looks at what came of each click and each key. */
export class Workbench {
  readonly page: Page
  readonly quickInput: QuickInput

  private constructor(page: Page) {
    this.page = page
    this.quickInput = new QuickInput(page)
  }

  /** Opens a folder and resolves when the window is there, and knows what the extension brings. */
  static async open(page: Page, server: string, folder: string): Promise<Workbench> {
    page.setDefaultTimeout(LONGEST_MS)
    await page.goto(`${server}/?folder=${encodeURIComponent(folder)}`)
    await page.locator('.monaco-workbench .part.statusbar').waitFor()
    await page.locator('.activitybar .action-label[aria-label^="Outpost"]').waitFor()
    return new Workbench(page)
  }

  /**
   * Runs a command by its words in the palette until its effect is seen: it has to be one that can be run twice. What is there
   * already needs no command.
   */
  async command(words: string, effect: Effect): Promise<void> {
    await this.quickInput.choose('F1', `>${words}`, words, effect)
  }

  /** Opens a file of the folder. */
  async openFile(name: string): Promise<void> {
    const open = async () => (await this.tab(name).isVisible()) && (await this.editor(name).isVisible())
    await this.quickInput.choose('Control+P', name, name, open)
  }

  /** The tab of the file, when it is the one that is seen. */
  tab(name: string): Locator {
    return this.page.locator(`.tabs-container .tab.active[data-resource-name="${name}"]`)
  }

  editor(name: string): Locator {
    return this.page.locator(`.editor-instance .monaco-editor[data-uri$="/${name}"]`).first()
  }

  /** The lenses over the lines of the editor that is seen. */
  lens(words: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: words }).first()
  }

  /** The lens that tells in these words how the last run from a place came out. */
  verdict(place: string, words: string | RegExp): Locator {
    return this.page.locator(`.codelens-decoration a[title^="From ${place}"]`, { hasText: words }).first()
  }

  /** Lines of the Problems panel. */
  problem(words: string | RegExp): Locator {
    return this.page.locator('.markers-panel .monaco-list-row', { hasText: words }).first()
  }

  /** Shows the Problems panel, with the keyboard in it. */
  async problems(): Promise<void> {
    await this.command('Problems: Focus on Problems View', this.page.locator('.markers-panel').first())
  }

  /** Lines of the tree of runs: all of them, or those of a level. The Problems panel has lines of the same kind. */
  runsRow(words: string | RegExp, level?: number): Locator {
    const atLevel = level === undefined ? '' : `[aria-level="${level}"]`
    const rows = `.part.sidebar .pane-body .monaco-list-row[role="treeitem"]${atLevel}`
    return this.page.locator(rows, { hasText: words }).first()
  }

  /** Shows the view of runs. */
  async runs(effect: Locator): Promise<void> {
    await this.command('Outpost: Focus on Runs View', effect)
  }

  testRow(words: string | RegExp): Locator {
    return this.page.locator('.test-explorer .monaco-list-row', { hasText: words }).first()
  }

  /** Opens a row of a tree until what is below it is seen: the editor opens some by itself, which a click would close. */
  async expand(row: Locator, below: Locator): Promise<void> {
    await until(below, async () => {
      if ((await row.getAttribute('aria-expanded', BRIEFLY)) === 'false') {
        await row.locator('.monaco-tl-twistie').click(BRIEFLY)
      }
    })
  }

  /** The document of the webview that is seen. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').first().frameLocator('iframe#active-frame')
  }

  /** Puts the cursor on a stretch of a line and asks what can be done there, until it is offered. */
  async offer(place: Locator, words: string): Promise<Locator> {
    const action = this.action(words)
    await until(action, async () => {
      await this.page.keyboard.press('Escape')
      await place.click(BRIEFLY)
      await this.page.keyboard.press('Control+.')
    })
    return action
  }

  /** What is offered by the light bulb. */
  action(words: string): Locator {
    return this.page.locator('.action-widget .monaco-list-row', { hasText: words }).first()
  }

  /** Asks for what can be done at the cursor, and takes it, without a mouse. */
  async chooseAction(words: string): Promise<void> {
    const focused = this.page.locator('.action-widget .monaco-list-row.focused', { hasText: words })
    const offered = this.action(words)
    await until(offered, () => this.page.keyboard.press('Control+.'))
    await until(focused, () => this.page.keyboard.press('ArrowDown'), STEP_MS)
    await until(
      async () => !(await focused.isVisible()),
      () => this.page.keyboard.press('Enter'),
    )
  }

  /** Goes down a list that has the keyboard, from its top, until its row with these words is the one that Enter takes. */
  async walkTo(list: string, words: RegExp): Promise<void> {
    const focused = this.page.locator(`${list} .monaco-list-row.focused`, { hasText: words })
    await this.page.keyboard.press('Home')
    await until(focused, () => this.page.keyboard.press('ArrowDown'), STEP_MS)
  }

  /** Takes another colour theme; `mark` is the class of a window in it. */
  async theme(name: string, mark: string): Promise<void> {
    await until(this.page.locator(`.monaco-workbench${mark}`), async () => {
      const picker = this.page.locator('.quick-input-widget input.input[placeholder*="Color Theme"]')
      await this.command('Preferences: Color Theme', picker)
      await this.quickInput.take(name)
    })
  }

  /** A line of code as it is shown. */
  line(text: string): Locator {
    return this.page.locator('.editor-instance .view-line', { hasText: text }).first()
  }

  /** A word of a line, as the editor colours it. */
  word(line: string, word: string): Locator {
    return this.line(line).locator('span > span', { hasText: word }).last()
  }

  /** Whether a squiggle stands under the word: under the place on the screen at which it is read. */
  async isUnderlined(word: Locator, severity: 'error' | 'warning'): Promise<boolean> {
    const box = await word.boundingBox(BRIEFLY).catch(() => null)
    if (box === null) return false
    for (const squiggle of await this.page.locator(`.squiggly-${severity}`).all()) {
      const at = await squiggle.boundingBox(BRIEFLY).catch(() => null)
      if (at === null) continue
      const sameLine = Math.abs(at.y + at.height / 2 - (box.y + box.height / 2)) < box.height
      const below = at.x < box.x + box.width && at.x + at.width > box.x
      if (sameLine && below && at.width > 0) return true
    }
    return false
  }

  /** Closes all editors; what is in none of them on the disk is thrown away. */
  async closeAll(): Promise<void> {
    await this.command('View: Close All Editors', async () => {
      const refuse = this.page.locator('.monaco-dialog-box a.monaco-button', { hasText: /Don.t Save/ })
      if (await refuse.isVisible()) await refuse.click(BRIEFLY).catch(() => {})
      return (await this.page.locator('.tabs-container .tab').count()) === 0
    })
  }
}
