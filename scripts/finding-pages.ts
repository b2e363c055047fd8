/** `npm run docs`: a page for each finding under docs/findings, from the catalogue. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { catalogue, describeFinding, type FindingDefinition } from '../shared/findings/index.ts'

const folder = fileURLToPath(new URL('../docs/findings/', import.meta.url))

/** File name to text, the index included. */
export function findingPages(): Map<string, string> {
  const definitions = [...catalogue.values()].sort((left, right) => (left.code < right.code ? -1 : 1))
  return new Map([
    ['README.md', index(definitions)],
    ...definitions.map((definition) => [`${definition.code}.md`, page(definition)] as const),
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
  ].join('\n')
}

function page({ code, severity, where, title, row, example }: FindingDefinition): string {
  const text = describeFinding({ code, values: example })
  const facts = [`Severity: ${severity} at most.`, row ? `Row ${row} of the list of failure modes.` : '']
  const silence = where === 'outside' ? 'Raised only from outside: inside it is healthy.' : ''
  const remedies = text.remedies.flatMap((remedy) => [
    `**${remedy.where}**${remedy.for === 'any' ? '' : ` (${remedy.for})`}`,
    '',
    remedy.text,
    '',
    ...block(remedy.commands ?? []),
  ])
  return [
    `# ${title}`,
    '',
    `\`${code}\`. ${[...facts, silence].filter((fact) => fact !== '').join(' ')}`,
    '',
    '## For example',
    '',
    text.sentence,
    '',
    '## What it means',
    '',
    text.meaning,
    '',
    ...(remedies.length > 0 ? ['## What mends it', '', ...remedies] : []),
    ...(text.verify.length > 0 ? ['## How to see that it worked', '', ...block(text.verify)] : []),
  ].join('\n')
}

function block(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['```powershell', ...lines, '```', '']
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
