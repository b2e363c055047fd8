/** `npm run docs`: a page for each finding under docs/findings, from the catalogue. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { catalogue, type FindingDefinition, failureModes } from '../shared/findings/index.ts'
import { findingPage } from '../shared/render/finding-page.ts'

const folder = fileURLToPath(new URL('../docs/findings/', import.meta.url))

/** File name to text, the index included. */
export function findingPages(): Map<string, string> {
  const definitions = [...catalogue.values()].sort((left, right) => (left.code < right.code ? -1 : 1))
  return new Map([
    ['README.md', index(definitions)],
    ...definitions.map((definition) => [`${definition.code}.md`, findingPage(definition)] as const),
  ])
}

function index(definitions: readonly FindingDefinition[]): string {
  const lines = definitions.map(
    ({ code, severity, title, row }) =>
      `| [\`${code}\`](${code}.md) | ${severity} | ${title} | ${row ?? ''} |`,
  )
  return [
    '# Findings',
    '',
    'Made from the catalogue in `shared/findings` by `npm run docs`.',
    '',
    '| code | severity at most | what | row |',
    '|---|---|---|---|',
    ...lines,
    '',
    '## Failure modes',
    '',
    'The ways in which Outlook Anywhere, MAPI over HTTP and Autodiscover fail in the field. What is marked as seen from',
    'outside is no fault for who stands inside. An advice cannot be seen with certainty: it comes with another finding.',
    '',
    '| row | severity at most | seen from | what goes wrong | what shows it | findings |',
    '|---|---|---|---|---|---|',
    ...failureModes.map(({ id, severity, where, what, shownBy }) => {
      const codes = definitions.filter(({ row }) => row === id).map(({ code }) => `[\`${code}\`](${code}.md)`)
      return `| ${id} | ${severity} | ${where === 'both' ? 'both sides' : where} | ${what} | ${shownBy} | ${codes.join(', ')} |`
    }),
    '',
  ].join('\n')
}

/** Names of pages that are missing, superfluous, or not what the catalogue says. */
export async function outdatedPages(): Promise<string[]> {
  const wanted = findingPages()
  const present = await readdir(folder).catch(() => [])
  const differing = await Promise.all(
    [...wanted].map(async ([name, text]) => {
      const found = await readFile(folder + name, 'utf8').catch(() => undefined)
      return found === text ? [] : [name]
    }),
  )
  return [...differing.flat(), ...present.filter((name) => !wanted.has(name))]
}

if (import.meta.main) {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const [name, text] of findingPages()) await writeFile(folder + name, text)
}
