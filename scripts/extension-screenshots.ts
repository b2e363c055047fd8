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
const SIZE = { width: 1400, height: 820 }

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
      'editor.wordWrap': 'on',
      // The estate's many servers listen inside of the window that is pictured.
      'remote.autoForwardPorts': false,
      'workbench.layoutControl.enabled': false,
    },
  })
  try {
    const workspace = join(server.folder, 'contoso')
    await mkdir(workspace)
    const page = await newPage(browser, SIZE)
    const workbench = await Workbench.open(page, server.url, workspace)
    await workbench.runs(page.locator('.welcome-view-content', { hasText: 'Sample Estate' }))
    const script = workbench.line('Set-MapiVirtualDirectory')
    await workbench.command('Outpost: Try It on a Sample Estate', script)
    await workbench.lens(/fails/).waitFor()
    await workbench.webview().locator('h1').first().waitFor()
    await page.locator('.squiggly-error').first().waitFor()
    const run = workbench.runsRow('outlook-anywhere fails')
    await workbench.expand(run, workbench.runsRow(/certificate of .* expired/, 2))
    await workbench.problems()
    await page.mouse.move(SIZE.width / 2, SIZE.height - 10)
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
