/** `npm run package`: makes the `.vsix` that the editor installs, and says what is in it. */
import { execFileSync } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { buildExtension, EXTENSION_FOLDER } from './build-extension.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const vsce = `${root}node_modules/@vscode/vsce/vsce`

await buildExtension({ minify: true })
const { name, version } = JSON.parse(await readFile(`${EXTENSION_FOLDER}/package.json`, 'utf8'))
const file = `${root}${name}-${version}.vsix`
const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links']
execFileSync(process.execPath, [vsce, 'package', ...options, '--out', file], {
  cwd: EXTENSION_FOLDER,
  stdio: 'inherit',
})
const { size } = await stat(file)
console.log(`${file.slice(root.length)}: ${Math.ceil(size / 1024)} KiB`)
