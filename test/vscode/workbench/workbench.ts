import type { FrameLocator, Locator, Page } from 'playwright-core'

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
    const { page } = this
    const input = page.locator('.quick-input-widget input.input')
    for (let tries = 1; ; tries += 1) {
      await page.keyboard.press('F1')
      await input.waitFor()
      await input.fill(`>${words}`)
      const row = this.quickPickRow(words)
      // What an extension brings is there as soon as the editor knows the extension.
      const there = await row.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      )
      if (there) {
        await row.click()
        return
      }
      if (tries === 6) throw new Error(`the palette has no "${words}"`)
      await page.keyboard.press('Escape')
    }
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
    const { page } = this
    const input = page.locator('.quick-input-widget input.input')
    for (let tries = 1; ; tries += 1) {
      await page.keyboard.press('Control+P')
      await input.waitFor()
      await input.fill(name)
      const row = this.quickPickRow(name)
      const there = await row.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      )
      if (there) {
        await row.click()
        break
      }
      if (tries === 6) throw new Error(`there is no file "${name}"`)
      await page.keyboard.press('Escape')
    }
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
