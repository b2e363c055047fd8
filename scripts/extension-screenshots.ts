/** `npm run screenshots`: the extension in a real VS Code on the sample estate, in three themes, to docs/screenshots. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { newPage, startBrowser } from '../test/vscode/browser.ts'
import { startCodeServer } from '../test/vscode/code-server.ts'
import { Workbench } from '../test/vscode/workbench/workbench.ts'
import { packageExtension } from './package-extension.ts'

const THEMES = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'high-contrast': 'Default High Contrast',
} as const
const SIZE = { width: 1200, height: 680 }

const root = fileURLToPath(new URL('..', import.meta.url))
const pictures = join(root, 'docs/screenshots')

/** One window in one theme: the script with its squiggles and lenses, the tree of runs, and the report beside. */
async function take(browser: Browser, vsix: string, name: keyof typeof THEMES): Promise<void> {
  const server = await startCodeServer({
    vsix,
    settings: {
      'workbench.colorTheme': THEMES[name],
      'security.workspace.trust.enabled': false,
      'editor.fontSize': 12,
      'workbench.layoutControl.enabled': false,
    },
  })
  try {
    const workspace = join(server.folder, 'contoso')
    await mkdir(workspace)
    const page = await newPage(browser, SIZE)
    const workbench = await Workbench.open(page, server.url, workspace)
    await workbench.command('Outpost: Focus on Runs View')
    await workbench.command('Outpost: Try It on a Sample Estate')
    await workbench.lens(/fails/).waitFor()
    await workbench.webview().locator('h1').first().waitFor()
    await page.locator('.squiggly-error').first().waitFor()
    const run = workbench.runsRow('outlook-anywhere fails')
    await run.locator('.monaco-tl-twistie').click()
    await page.locator('.pane-body .monaco-list-row[aria-level="2"]').nth(1).waitFor()
    await page.mouse.move(600, 670)
    await page.locator('.notification-toast').first().waitFor({ state: 'hidden' })
    await page.screenshot({ path: join(pictures, `${name}.png`) })
    console.log(`docs/screenshots/${name}.png`)
    await page.close()
  } finally {
    await server.close()
  }
}

await mkdir(pictures, { recursive: true })
const vsix = await packageExtension({ folder: join(root, 'build'), quiet: true })
const browser = await startBrowser()
try {
  for (const name of Object.keys(THEMES) as (keyof typeof THEMES)[]) await take(browser, vsix, name)
} finally {
  await browser.close()
}
