/**
 * Bundles the `outpost` command for npm: `dist/outpost.js`, and beside it what is loaded only when it is
 * needed (the lab, for one). Node does not run TypeScript below `node_modules`.
 */
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

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

/** The licences of the packages that went into the bundle: they ask to be passed on with it. */
async function licencesOf(inputs: readonly string[]): Promise<string> {
  const packages = new Set(
    inputs.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
  )
  const texts = [...packages].sort().map(async (name) => {
    const folder = here(`../node_modules/${name}/`)
    const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each))
    if (file !== undefined) return `${name}\n\n${(await readFile(`${folder}${file}`, 'utf8')).trim()}\n`
    const { license, author } = JSON.parse(await readFile(`${folder}package.json`, 'utf8'))
    return `${name}\n\n${license}, by ${author?.name ?? author ?? 'its authors'}\n`
  })
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`)
}
