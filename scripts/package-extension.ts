/** `npm run package`: makes the `.vsix` that the editor installs, and says what is in it. */
import { execFileSync } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildExtension, EXTENSION_FOLDER } from './build-extension.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const vsce = `${root}node_modules/@vscode/vsce/vsce`

/**
 * Makes the package and answers with where it is. `quiet` leaves out what vsce says of it.
 */
export async function packageExtension({
  folder = root,
  quiet = false,
}: {
  folder?: string
  quiet?: boolean
} = {}): Promise<string> {
  await buildExtension({ minify: true })
  const { name, version } = JSON.parse(await readFile(`${EXTENSION_FOLDER}/package.json`, 'utf8'))
  const file = join(folder, `${name}-${version}.vsix`)
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links']
  execFileSync(process.execPath, [vsce, 'package', ...options, '--out', file], {
    cwd: EXTENSION_FOLDER,
    stdio: quiet ? 'pipe' : 'inherit',
  })
  return file
}

if (import.meta.main) {
  const file = await packageExtension()
  const { size } = await stat(file)
  console.log(`${file.slice(root.length)}: ${Math.ceil(size / 1024)} KiB`)
}
