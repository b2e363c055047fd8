import { cp, mkdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import { packageExtension } from '../../scripts/package-extension.ts'
import { newPage, startBrowser } from './browser.ts'
import { type CodeServer, startCodeServer } from './code-server.ts'
import { type LabEdge, startEdge } from './edge.ts'
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
    console.error(`the window as it was: ${path}`)
  })
}

describe('the workbench', () => {
  const it = (name: string, does: () => Promise<void>) =>
    test(name, async () => {
      pictureOnFailure()
      await does()
    })

  it('asks nothing of the network in a folder that is not trusted, and says so', async () => {
    await workbench.openFile('publish.ps1')
    const { page } = workbench
    await workbench.command('Outpost: Focus on Runs View')
    await page.locator('.welcome-view-content', { hasText: 'nothing goes on the network' }).waitFor()
    expect(await workbench.lens('Probe from here').count()).toBe(0)
    await page.locator('.welcome-view-content a', { hasText: 'Manage Workspace Trust' }).click()
    await page
      .locator('.workspace-trust-editor a.monaco-button', { hasText: /^Trust$/ })
      .first()
      .click()
    await page.locator('.welcome-view-content a', { hasText: 'Try It on a Sample Estate' }).waitFor()
    await workbench.tab('publish.ps1').click()
    await workbench.lens('Probe from here').waitFor()
    await workbench.closeAll()
  })

  it('offers something to begin with in a view that is empty', async () => {
    await workbench.command('Outpost: Focus on Runs View')
    const { page } = workbench
    await page.locator('.welcome-view-content a', { hasText: 'Try It on a Sample Estate' }).waitFor()
    await page.locator('.welcome-view-content a', { hasText: 'Probe a Domain or Host' }).waitFor()
    await page.locator('.welcome-view-content a', { hasText: 'Get Started' }).waitFor()
  })

  it('walks a newcomer from the sample estate to an edge and to signing in', async () => {
    await workbench.command('Outpost: Get Started')
    const { page } = workbench
    for (const step of [
      'Try it on a sample estate',
      'Probe your own domain from here',
      'Deploy your own edge',
    ]) {
      await page.locator('.gettingStartedContainer .step-title', { hasText: step }).waitFor()
    }
    await workbench.closeAll()
  })

  it('shows the sample estate: squiggles on the lines that name the host, and the report beside', async () => {
    await workbench.command('Outpost: Try It on a Sample Estate')
    const report = workbench.webview()
    await report.locator('h1').first().waitFor()
    await report.getByText('certificate-expired.test').first().waitFor()
    await workbench.page.locator('.squiggly-error').first().waitFor()
    await workbench.lens('Probe from here').waitFor()
    await workbench.lens(/fails/).waitFor()
  })

  it('shows the report in the colours of the theme, and runs no script in it', async () => {
    const body = workbench.webview().locator('body')
    const [ofReport, ofEditor] = await Promise.all([
      body.evaluate((element) => getComputedStyle(element).backgroundColor),
      workbench.page
        .locator('.monaco-editor-background')
        .first()
        .evaluate((element) => getComputedStyle(element).backgroundColor),
    ])
    expect(ofReport).toBe(ofEditor)
    expect(await workbench.webview().locator('script').count()).toBe(0)
  })

  it('lists the findings in the Problems panel, each with its code and its source', async () => {
    await workbench.command('Problems: Focus on Problems View')
    const row = workbench.problem('certificate-expired')
    await row.waitFor()
    expect(await row.textContent()).toContain('Outpost (sample)')
  })

  it('shows runs with their findings and steps as a tree', async () => {
    await workbench.command('Outpost: Focus on Runs View')
    const run = workbench.runsRow('outlook-anywhere fails')
    await run.waitFor()
    expect(await run.textContent()).toContain('certificate-expired.test')
    await run.locator('.monaco-tl-twistie').click()
    await workbench.runsRow(/expired/).waitFor()
    await workbench.page.locator('.pane-body .monaco-list-row[aria-level="2"]').nth(1).waitFor()
  })

  it('mends a script by a quick fix, on the line that is at fault', async () => {
    await workbench.openFile('publish.ps1')
    await workbench.line('-ExternalClientsRequireSsl').locator('span', { hasText: '$false' }).last().click()
    await workbench.page.keyboard.press('Control+.')
    await workbench.action('Require TLS').click()
    await workbench.line('-ExternalClientsRequireSsl').getByText('$true').waitFor()
    await workbench.command('File: Save')
    await expect
      .poll(() => readFile(join(folder, 'publish.ps1'), 'utf8'), { timeout: 30_000 })
      .toContain('-ExternalClientsRequireSsl $true')
  })

  it('keeps the token of the edge, asked for as a password', async () => {
    await workbench.command('Outpost: Set the Token of the Edge')
    await workbench.page.locator('.quick-input-widget input.input[type="password"]').waitFor()
    await workbench.answer(edge?.token ?? '')
  })

  it('probes from the edge by a lens, and tells by a lens how it came out', async () => {
    await workbench.lens('Probe from the edge').click()
    await workbench.lens(/outlook-anywhere fails/).waitFor()
    await workbench.command('Problems: Focus on Problems View')
    await workbench.problem(/Outpost \(edge\)/).waitFor()
  })

  it('tells by a hover what is known of a name', async () => {
    const { page } = workbench
    await workbench.line('-ExternalHostname').getByText('mail.certificate-expired.test').last().click()
    await workbench.command('Show or Focus Hover')
    const hover = page.locator('.monaco-hover', { hasText: 'outlook-anywhere fails' }).first()
    await hover.waitFor()
    expect(await hover.textContent()).toMatch(/expired\s\d+\sdays\sago/)
    await page.keyboard.press('Escape')
  })

  it('runs the targets of an outpost.jsonc as tests, each with its steps', async () => {
    await workbench.openFile('outpost.jsonc')
    await workbench.command('Testing: Focus on Test Explorer View')
    await workbench.testRow(/^\s*outpost\.jsonc/).waitFor()
    await workbench.command('Test: Run All Tests')
    await workbench
      .testRow(/^\s*outpost\.jsonc/)
      .locator('.computed-state.codicon-testing-failed-icon')
      .waitFor()
    const failed = workbench.testRow('the web mail')
    await workbench.expand(workbench.testRow(/^\s*outpost\.jsonc/), failed)
    await failed.locator('.computed-state.codicon-testing-failed-icon').waitFor()
    await workbench
      .testRow('the new organisation')
      .locator('.computed-state.codicon-testing-passed-icon')
      .waitFor()
    await workbench.expand(failed, workbench.testRow('Certificate of mail.certificate-expired.test'))
  })
})
