import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The licences of the packages that went into the bundle: they ask to be passed on with it. */
export async function licencesOf(inputs: readonly string[]): Promise<string> {
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
