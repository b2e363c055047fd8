import { errors, type FrameLocator, type Locator, type Page } from 'playwright-core'

/** As long as anything may take on a slow machine. */
const LONGEST_MS = 60_000

/** A window of the editor, as somebody uses it. */
export class Workbench {
  readonly page: Page

  private constructor(page: Page) {
    this.page = page
  }

  /** Opens a folder and resolves when the window is there. */
  static async open(page: Page, server: string, folder: string): Promise<Workbench> {
    page.setDefaultTimeout(LONGEST_MS)
    await page.goto(`${server}/?folder=${encodeURIComponent(folder)}`)
    await page.locator('.monaco-workbench .part.statusbar').waitFor()
    return new Workbench(page)
  }

  /** Runs a command by its words in the palette. */
  async command(words: string): Promise<void> {
    await this.#choose('F1', `>${words}`, words)
  }

  /**
   * Opens the box that a key brings, types, and takes the row that says so. The box may close again at once, when what came
   * before it is not over yet, and what an extension brings is there as soon as the editor knows it: both are tried anew.
   */
  async #choose(key: string, text: string, words: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input.input')
    const row = this.quickPickRow(words)
    for (let tries = 1; tries <= 10; tries += 1) {
      await this.page.keyboard.press(key)
      try {
        await input.fill(text, { timeout: 5000 })
        await row.click({ timeout: 5000 })
        return
      } catch (error) {
        if (!(error instanceof errors.TimeoutError)) throw error
        await this.page.keyboard.press('Escape')
      }
    }
    throw new Error(`there is no "${words}" to choose`)
  }

  /** The first row of what is offered to choose from that begins with the words. */
  quickPickRow(words: string): Locator {
    return this.page
      .locator('.quick-input-widget .monaco-list-row')
      .filter({ has: this.page.locator('.label-name').filter({ hasText: words }) })
      .first()
  }

  /** Answers what the editor asks for in its box. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input.input')
    await input.waitFor()
    await input.fill(text)
    await this.page.keyboard.press('Enter')
  }

  /** Opens a file of the folder. */
  async openFile(name: string): Promise<void> {
    await this.#choose('Control+P', name, name)
    await this.tab(name).waitFor()
  }

  tab(name: string): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: name }).first()
  }

  /** The lenses over the lines of the editor that is seen. */
  lens(words: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: words }).first()
  }

  /** Lines of the Problems panel. */
  problem(words: string | RegExp): Locator {
    return this.page.locator('.markers-panel .monaco-list-row', { hasText: words }).first()
  }

  /** Lines of the tree of runs. */
  runsRow(words: string | RegExp): Locator {
    return this.page.locator('.pane-body .monaco-list-row[role="treeitem"]', { hasText: words }).first()
  }

  testRow(words: string | RegExp): Locator {
    return this.page.locator('.test-explorer .monaco-list-row', { hasText: words }).first()
  }

  /** Opens a row of a tree until what is below it is seen: the editor opens some by itself, which a click would close. */
  async expand(row: Locator, below: Locator): Promise<void> {
    for (let tries = 1; tries <= 10; tries += 1) {
      const there = await below.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      )
      if (there) return
      await row.locator('.monaco-tl-twistie').click()
    }
    await below.waitFor()
  }

  /** The document of the webview that is seen. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').first().frameLocator('iframe#active-frame')
  }

  /** What is offered by the light bulb. */
  action(words: string): Locator {
    return this.page.locator('.action-widget .monaco-list-row', { hasText: words }).first()
  }

  /** A line of code as it is shown. */
  line(text: string): Locator {
    return this.page.locator('.editor-instance .view-line', { hasText: text }).first()
  }

  async closeAll(): Promise<void> {
    await this.command('View: Close All Editors')
  }
}
