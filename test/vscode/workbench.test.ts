import { cp, mkdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import { packageExtension } from '../../scripts/package-extension.ts'
import { newPage, startBrowser } from './browser.ts'
import { type CodeServer, startCodeServer } from './code-server.ts'
import { type LabEdge, startEdge } from './edge.ts'
import { faintTexts } from './workbench/contrast.ts'
import { BRIEFLY, LONGEST_MS, until } from './workbench/until.ts'
import { Workbench } from './workbench/workbench.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

let edge: LabEdge | undefined
let server: CodeServer | undefined
let browser: Browser | undefined
let workbench: Workbench
let folder: string

beforeAll(async () => {
  const vsix = await packageExtension({ folder: here('../../build'), quiet: true })
  edge = await startEdge()
  server = await startCodeServer({ vsix, machineSettings: { 'outpost.edge': edge.url.href } })
  folder = join(server.folder, 'workspace')
  await cp(here('./workspace'), folder, { recursive: true })
  browser = await startBrowser()
  workbench = await Workbench.open(await newPage(browser), server.url, folder)
})

afterAll(async () => {
  await browser?.close()
  await server?.close()
  await edge?.close()
})

/** A picture of the window helps more than any message. */
function pictureOnFailure(): void {
  onTestFailed(async ({ task }) => {
    const pictures = join(tmpdir(), 'outpost-vscode-failures')
    await mkdir(pictures, { recursive: true })
    const path = join(pictures, `${task.name.replace(/\W+/g, '-').slice(0, 80)}.png`)
    await workbench?.page.screenshot({ path })
    const why = task.result?.errors?.map(({ message }) => message).join('\n')
    console.error(`${why}\nthe window as it was: ${path}`)
  })
}

const POLL = { timeout: LONGEST_MS }

/** How a webview calls the kind of the theme. */
const BODY_OF = {
  '.vs': 'vscode-light',
  '.vs-dark': 'vscode-dark',
  '.hc-black': 'vscode-high-contrast',
  '.hc-light': 'vscode-high-contrast-light',
} as const

/** A squiggle stands under the word, of one of the severities. */
async function expectUnderlined(word: Locator, ...severities: ('error' | 'warning')[]): Promise<void> {
  await word.waitFor()
  const underlined = async () => {
    const each = await Promise.all(severities.map((severity) => workbench.isUnderlined(word, severity)))
    return each.includes(true)
  }
  await expect.poll(underlined, POLL).toBe(true)
}

describe('the workbench', () => {
  const it = test.extend<{ picture: undefined }>({
    picture: [
      // biome-ignore lint/correctness/noEmptyPattern: what vitest asks of a fixture that needs no other
      async ({}, use) => {
        pictureOnFailure()
        await use(undefined)
      },
      { auto: true },
    ],
  })

  it('asks nothing of the network in a folder that is not trusted, and says so', async () => {
    await workbench.openFile('publish.ps1')
    const { page } = workbench
    const welcome = page.locator('.welcome-view-content')
    await workbench.runs(welcome.filter({ hasText: 'nothing goes on the network' }))
    // What needs no network is said all the same; with it, lenses would be there.
    await expectUnderlined(workbench.word('-ExternalClientsRequireSsl', '$false'), 'warning', 'error')
    expect(await workbench.lens('Probe from here').count()).toBe(0)
    const trust = page.locator('.workspace-trust-editor a.monaco-button', { hasText: /^Trust$/ }).first()
    await until(trust, () => welcome.getByText('Manage Workspace Trust').click(BRIEFLY))
    await until(welcome.getByText('Try It on a Sample Estate'), () => trust.click(BRIEFLY))
    await workbench.openFile('publish.ps1')
    await workbench.lens('Probe from here').waitFor()
    await workbench.closeAll()
  })

  it('offers something to begin with in a view that is empty', async () => {
    const welcome = workbench.page.locator('.welcome-view-content')
    await workbench.runs(welcome)
    await welcome.getByText('Try It on a Sample Estate').waitFor()
    await welcome.getByText('Probe a Domain or Host').waitFor()
    await welcome.getByText('Get Started').waitFor()
    await welcome.getByText('Nothing leaves your machine').waitFor()
  })

  it('walks a newcomer from the sample estate to an edge and to signing in', async () => {
    const steps = workbench.page.locator('.gettingStartedContainer .getting-started-step')
    await workbench.command('Outpost: Get Started', steps.first())
    for (const [title, button, beside] of [
      ['Try it on a sample estate', 'Try It on a Sample Estate', 'A fault, and the line that it stands on'],
      ['Probe your own domain from here', 'Probe…', 'From this machine'],
      ['Deploy your own edge', 'Set Its Token', 'From outside'],
      ['Sign in, down to the mailbox', 'Set the Account', 'Down to the mailbox'],
    ] as const) {
      const step = steps.filter({ has: workbench.page.locator('.step-title', { hasText: title }) })
      const open = step.locator('a.monaco-button, button.monaco-button', { hasText: button })
      await until(open, () => step.locator('.step-title').click(BRIEFLY))
      await workbench.webview().locator('h2', { hasText: beside }).waitFor()
    }
  })

  it('shows the sample estate from there: squiggles on the lines that name the host, the report beside', async () => {
    const steps = workbench.page.locator('.gettingStartedContainer .getting-started-step')
    const begin = steps.locator('a.monaco-button, button.monaco-button', {
      hasText: 'Try It on a Sample Estate',
    })
    const script = workbench.line('Set-MapiVirtualDirectory')
    await until(script, async () => {
      if (!(await begin.isVisible())) await steps.locator('.step-title').first().click(BRIEFLY)
      await begin.click(BRIEFLY)
    })
    const report = workbench.webview()
    await report.locator('h1', { hasText: 'certificate-expired.test' }).waitFor()
    await report.locator('h1 .badge', { hasText: /fails/i }).waitFor()
    await report.getByText(/Mend this first: .* expired on/).waitFor()
    await expectUnderlined(workbench.word('ExternalHostname', 'mail.certificate-expired.test'), 'error')
    await workbench.lens('Probe from here').waitFor()
    await workbench.verdict('the sample estate', 'outlook-anywhere fails').waitFor()
  })

  it('shows the report in the colours of the theme, and runs no script in it', async () => {
    const body = workbench.webview().locator('body')
    const background = (of: Locator) => of.evaluate((element) => getComputedStyle(element).backgroundColor)
    const editor = workbench.page.locator('.monaco-editor-background').first()
    expect(await background(body)).toBe(await background(editor))
    expect(await workbench.webview().locator('script').count()).toBe(0)
  })

  it.for([
    ['Light 2026', '.vs'],
    ['Dark High Contrast', '.hc-black'],
    ['Light High Contrast', '.hc-light'],
    ['Dark 2026', '.vs-dark'],
  ] as const)('writes a report that can be read in the theme %s', async ([theme, mark]) => {
    await workbench.theme(theme, mark)
    const body = workbench.webview().locator('body')
    await expect.poll(() => body.getAttribute('class'), POLL).toContain(BODY_OF[mark])
    for (const section of await workbench.webview().locator('details').all()) {
      await section.evaluate((element) => element.setAttribute('open', ''))
    }
    // What was folded is drawn when it opens.
    await expect.poll(() => faintTexts(body), POLL).toEqual([])
  })

  it('lists the findings in the Problems panel, each with its code and its source, and leads to the line', async () => {
    await workbench.problems()
    const row = workbench.problem('certificate-expired')
    await row.waitFor()
    const text = await row.textContent()
    expect(text).toContain('Outpost (sample)')
    expect(text).toMatch(/mail\.certificate-expired\.test.* expired on/)
    const cursor = workbench.page.locator('.statusbar-item', { hasText: /Ln 6, Col (?:25|54)/ })
    await until(cursor, () =>
      row.locator('.marker-message-details, .details-container').first().dblclick(BRIEFLY),
    )
  })

  it('shows runs with their findings and steps as a tree', async () => {
    const run = workbench.runsRow('outlook-anywhere fails')
    await workbench.runs(run)
    await run
      .filter({ hasText: 'from the sample estate' })
      .filter({ hasText: 'certificate-expired.test' })
      .waitFor()
    await workbench.expand(run, workbench.runsRow(/certificate of .* expired/, 2))
    await workbench.expand(
      workbench.runsRow('Outlook Anywhere of certificate-expired.test', 2),
      workbench.runsRow('', 3),
    )
  })

  it('mends a script by a quick fix, on the line that is at fault', async () => {
    await workbench.openFile('publish.ps1')
    const wrong = workbench.word('-ExternalClientsRequireSsl', '$false')
    await expectUnderlined(wrong, 'warning', 'error')
    await workbench.problems()
    const problem = workbench.problem('ssl-not-required')
    await problem.waitFor()
    const mended = workbench.line('-ExternalClientsRequireSsl').getByText('$true')
    await until(mended, async () => (await workbench.offer(wrong, 'Require TLS')).click(BRIEFLY))
    await workbench.command('File: Save', async () =>
      (await readFile(join(folder, 'publish.ps1'), 'utf8')).includes('-ExternalClientsRequireSsl $true'),
    )
    await expect.poll(() => problem.count(), POLL).toBe(0)
  })

  it('keeps the token of the edge, asked for as a password', async () => {
    const title = /the token of 127\.0\.0\.1/
    const box = workbench.quickInput.box(title)
    await workbench.command('Outpost: Set the Token of the Edge', box)
    expect(await box.locator('input.input').getAttribute('type')).toBe('password')
    await workbench.quickInput.answer(title, edge?.token ?? '')
  })

  it('leads from the palette to the problem, the line, its quick fixes and the report by the keyboard alone', async () => {
    const { page, quickInput } = workbench
    await workbench.closeAll()
    await workbench.openFile('publish.ps1')
    const asks = /what shall be probed/
    await quickInput.chooseByKeys('F1', '>Outpost: Probe…', 'Outpost: Probe…', quickInput.box(asks))
    await quickInput.answer(asks, 'mail.certificate-expired.test')
    await quickInput.take('certificate')
    await quickInput.take('From the edge')
    const focusProblems = 'Problems: Focus on Problems View'
    const row = workbench.problem(/expired on.*Outpost \(edge\)/)
    await quickInput.chooseByKeys('F1', `>${focusProblems}`, focusProblems, row)
    await workbench.walkTo('.markers-panel', /expired on.*Outpost \(edge\)/)
    const cursor = page.locator('.statusbar-item', { hasText: /Ln (?:9|12), Col/ })
    // Once it has led to the line, Enter would write there.
    const inProblems = page.locator('.markers-panel:focus-within')
    await until(cursor, async () => (await inProblems.isVisible()) && page.keyboard.press('Enter'))
    const inEditor = page.locator('.monaco-editor.focused[data-uri$="/publish.ps1"]')
    await until(inEditor, () => page.keyboard.press('Control+1'))
    await workbench.chooseAction('Open the report of certificate from the edge')
    await workbench.webview().locator('h1', { hasText: 'mail.certificate-expired.test' }).waitFor()
    await page.locator('.tabs-container .tab.active', { hasText: 'certificate mail.certificate' }).waitFor()
    await workbench.closeAll()
  })

  it('probes from the edge by a lens, and tells by a lens how it came out', async () => {
    await workbench.openFile('publish.ps1')
    const asked = workbench.verdict('127.0.0.1', /outlook-anywhere (?:running|fails)/)
    await until(asked, () => workbench.lens('Probe from the edge').click(BRIEFLY))
    await workbench.verdict('127.0.0.1', 'outlook-anywhere fails').waitFor()
    await workbench.problems()
    await workbench.problem(/Outpost \(edge\)/).waitFor()
    await expectUnderlined(workbench.word('-ExternalHostname', 'mail.certificate-expired.test'), 'error')
  })

  it('opens the report by the lens that tells how it came out', async () => {
    const report = workbench.webview().locator('h1', { hasText: 'certificate-expired.test' })
    await until(report, () => workbench.verdict('127.0.0.1', 'outlook-anywhere fails').click(BRIEFLY))
  })

  it('tells by a hover what is known of a name', async () => {
    const { page } = workbench
    await workbench.openFile('publish.ps1')
    const hover = page.locator('.monaco-hover', { hasText: 'outlook-anywhere fails' }).first()
    await until(hover, async () => {
      await workbench.word('-ExternalHostname', 'mail.certificate-expired.test').click(BRIEFLY)
      await workbench.command('Show or Focus Hover', hover)
    })
    expect(await hover.textContent()).toMatch(/expired\s\d+\sdays\sago/)
    await until(
      async () => !(await hover.isVisible()),
      () => page.keyboard.press('Escape'),
    )
  })

  it('runs the targets of an outpost.jsonc as tests, each with its steps', async () => {
    await workbench.openFile('outpost.jsonc')
    const file = workbench.testRow(/^\s*outpost\.jsonc/)
    await workbench.command('Testing: Focus on Test Explorer View', file)
    const came = (row: Locator, how: 'failed' | 'passed') =>
      row.locator(`.computed-state.codicon-testing-${how}-icon`).waitFor()
    const begun = file.locator('.computed-state:not(.codicon-testing-unset-icon)')
    await workbench.command('Test: Run All Tests', begun)
    await came(file, 'failed')
    const failed = workbench.testRow('the web mail')
    await workbench.expand(file, failed)
    await came(failed, 'failed')
    await came(workbench.testRow('the new organisation'), 'passed')
    await workbench.expand(failed, workbench.testRow('Certificate of mail.certificate-expired.test'))
    // What failed is said on the line of its target, too.
    const said = workbench.page.locator('.editor-instance .test-error-content-widget')
    await said.filter({ hasText: 'mail.certificate-expired.test expired on' }).first().waitFor()
    expect(await isOnLine(said.first(), workbench.line('"target": "mail.certificate'))).toBe(true)
  })
})

/** Whether something stands at the height of a line. */
async function isOnLine(something: Locator, line: Locator): Promise<boolean> {
  const [box, lineBox] = [await something.boundingBox(), await line.boundingBox()]
  if (box === null || lineBox === null) return false
  const middle = box.y + box.height / 2
  return middle > lineBox.y && middle < lineBox.y + lineBox.height
}
