/**
 * Bundles the `outpost` command for npm: `dist/outpost.js`, and beside it what is loaded only when it is
 * needed (the lab, for one). Node does not run TypeScript below `node_modules`.
 */
import { chmod, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { licencesOf } from './licences.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const OUT = here('../dist')

await rm(OUT, { recursive: true, force: true })
const { metafile } = await build({
  entryPoints: [here('../cli/outpost.js')],
  outdir: OUT,
  bundle: true,
  splitting: true,
  chunkNames: 'outpost/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  mainFields: ['module', 'main'],
  // Old enough that a Node which is too old still reads the line that says so.
  target: 'node20',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
})
await chmod(`${OUT}/outpost.js`, 0o755)
await writeFile(`${OUT}/licences.txt`, await licencesOf(Object.keys(metafile.inputs)))

for (const [path, { bytes }] of Object.entries(metafile.outputs)) {
  process.stdout.write(`${path}  ${Math.ceil(bytes / 1024)} KB\n`)
}
