import type { Locator, Page } from 'playwright-core'
import { BRIEFLY, type Effect, until } from './until.ts'

/** The box at the top of the window, in which one types and chooses. */
export class QuickInput {
  readonly #page: Page
  readonly #input: Locator

  constructor(page: Page) {
    this.#page = page
    this.#input = page.locator('.quick-input-widget input.input')
  }

  /**
   * Opens the box by a key, types, and takes the row that says exactly so, until the effect of it is seen. The box closes when
   * it loses the keyboard to what came before, and what an extension brings is listed as soon as the editor knows it.
   */
  async choose(key: string, text: string, label: string, effect: Effect): Promise<void> {
    await until(effect, async () => {
      await this.#type(key, text)
      await this.row(label).click(BRIEFLY)
    })
  }

  /** The same without a mouse: down to the row, and Enter. */
  async chooseByKeys(key: string, text: string, label: string, effect: Effect): Promise<void> {
    await until(effect, async () => {
      await until(this.#focused(label), async () => {
        await this.#type(key, text)
        await this.row(label).waitFor(BRIEFLY)
        if (!(await this.#focused(label).isVisible())) await this.#input.press('ArrowDown', BRIEFLY)
      })
      await this.#input.press('Enter', BRIEFLY)
    })
  }

  /** Chooses from the rows of the box that is open, by the keyboard alone. */
  async take(label: string): Promise<void> {
    const focused = this.#focused(label)
    await until(focused, async () => {
      await this.#input.fill(label, BRIEFLY)
      await this.row(label).waitFor(BRIEFLY)
      if (!(await focused.isVisible())) await this.#input.press('ArrowDown', BRIEFLY)
    })
    await until(
      async () => !(await focused.isVisible()),
      () => this.#input.press('Enter', BRIEFLY),
    )
  }

  /** The row that is offered under this name. */
  row(label: string): Locator {
    return this.#page.locator('.quick-input-widget .monaco-list-row', { has: this.#label(label) }).first()
  }

  /** The box in which an extension asks for something, by its title. */
  box(title: RegExp): Locator {
    return this.#page.locator('.quick-input-widget', {
      has: this.#page.locator('.quick-input-title', { hasText: title }),
    })
  }

  /** Answers what is asked for in the box that has this title. */
  async answer(title: RegExp, text: string): Promise<void> {
    const box = this.box(title)
    await box.waitFor()
    await until(
      async () => !(await box.isVisible()),
      async () => {
        await box.locator('input.input').fill(text, BRIEFLY)
        await box.locator('input.input').press('Enter', BRIEFLY)
      },
    )
  }

  async #type(key: string, text: string): Promise<void> {
    if (!(await this.#input.isVisible())) await this.#page.keyboard.press(key)
    await this.#input.fill(text, BRIEFLY)
  }

  #focused(label: string): Locator {
    return this.#page.locator('.quick-input-widget .monaco-list-row.focused', { has: this.#label(label) })
  }

  #label(words: string): Locator {
    return this.#page.locator('.label-name').filter({ hasText: exactly(words) })
  }
}

function exactly(words: string): RegExp {
  return new RegExp(`^\\s*${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`)
}
