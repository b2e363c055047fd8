/**
 * `npm run build:extension`: the extension as the editor loads it, in build/extension, with nothing in it that
 * is not shipped: the package is made of this folder as it stands.
 */
import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { licencesOf } from './licences.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Where the built extension is. */
export const EXTENSION_FOLDER = `${root}build/extension`

/** Builds the extension. `minify` is for what is shipped; errors point at lines without it. */
export async function buildExtension({ minify = false } = {}): Promise<void> {
  await rm(EXTENSION_FOLDER, { recursive: true, force: true })
  await mkdir(EXTENSION_FOLDER, { recursive: true })
  const { metafile } = await build({
    // One file: a class that stood in two of them would not know its own errors again.
    entryPoints: [`${root}extension/extension.ts`],
    entryNames: '[name]',
    bundle: true,
    outdir: EXTENSION_FOLDER,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    platform: 'node',
    mainFields: ['module', 'main'],
    target: 'node20',
    external: ['vscode'],
    // Its module form looks for its own address, which a bundle in CommonJS has not.
    alias: { 'web-tree-sitter': `${root}node_modules/web-tree-sitter/web-tree-sitter.cjs` },
    minify,
    keepNames: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  })
  await writeFile(`${EXTENSION_FOLDER}/licences.txt`, await licencesOf(Object.keys(metafile.inputs)))
  const copies = [
    ['extension/package.json', 'package.json'],
    ['extension/README.md', 'README.md'],
    ['extension/media', 'media'],
    ['extension/walkthrough', 'walkthrough'],
    ['CHANGELOG.md', 'CHANGELOG.md'],
    ['LICENSE', 'LICENSE'],
    ['schema', 'schema'],
    ['node_modules/web-tree-sitter/web-tree-sitter.wasm', 'web-tree-sitter.wasm'],
    ['node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm', 'tree-sitter-powershell.wasm'],
  ] as const
  for (const [from, to] of copies) await cp(root + from, `${EXTENSION_FOLDER}/${to}`, { recursive: true })
}

if (import.meta.main) await buildExtension()
