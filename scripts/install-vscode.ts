/**
 * The first half of `npm run test:vscode`: a real VS Code (code-server, from npm) in a folder of its own, and a
 * Chromium from Debian where the machine has none.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const host = fileURLToPath(new URL('../test/vscode/host/', import.meta.url))
const vscode = `${host}node_modules/code-server/lib/vscode`

const npm = (folder: string, ...args: string[]) =>
  execFileSync('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
    // A place of its own: the settings of this project's npm run are not meant for it.
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_package_/i.test(name))),
  })

if (!existsSync(`${host}node_modules/code-server/out/node/entry.js`)) npm(host, 'ci')
// What VS Code itself depends on does not come with the package.
if (!existsSync(`${vscode}/node_modules/@vscode/ripgrep-universal`)) npm(vscode, 'install', '--omit=dev')

if (!existsSync('/usr/bin/chromium')) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.error('Chromium is needed. As root:\n  apt-get install -y --no-install-recommends chromium')
    process.exit(2)
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  execFileSync('apt-get', ['update', '-q'], { stdio: 'inherit', env })
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { stdio: 'inherit', env })
}
