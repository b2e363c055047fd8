/** `npm run docs`: a page for each finding under docs/findings, from the catalogue. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import {
  catalogue,
  describeFinding,
  type FindingDefinition,
  failureModes,
  type Remedy,
} from '../shared/findings/index.ts'
import { productSchema } from '../shared/findings/products.ts'

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

function page({ code, severity, where, title, row, example }: FindingDefinition): string {
  const text = describeFinding({ code, values: example })
  const facts = [
    `Severity: ${severity} at most.`,
    row ? `Row [${row}](README.md#failure-modes) of the list of failure modes.` : '',
  ]
  const silence = where === 'outside' ? 'Raised only from outside: inside it is healthy.' : ''
  const remedies = everyRemedy(code, example).flatMap((remedy) => [
    `**${remedy.where}**${remedy.for === 'any' ? '' : ` (${remedy.for})`}`,
    '',
    remedy.text,
    '',
    ...block(remedy.commands ?? [], remedy.language),
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
    ...(text.references.length > 0
      ? ['## To read on', '', ...text.references.map(({ title, url }) => `- [${title}](${url})`), '']
      : []),
  ].join('\n')
}

function block(lines: readonly string[], language: Remedy['language'] = 'powershell'): string[] {
  return lines.length === 0 ? [] : [`\`\`\`${language}`, ...lines, '```', '']
}

/** The remedies for every version of Exchange and every product that may stand in front, each once. */
function everyRemedy(code: string, example: FindingDefinition['example']): readonly Remedy[] {
  const { generation: _, ...ofAnyVersion } = example
  const key = ['product', 'front'].find((name) => name in example)
  const variants = [
    example,
    ofAnyVersion,
    ...(key === undefined
      ? []
      : productSchema.options.map((product) => ({ ...ofAnyVersion, [key]: product }))),
  ]
  const remedies = variants.flatMap((values) => describeFinding({ code, values }).remedies)
  // One that is for the example's version alone is there for its range of versions as well.
  const ranges = remedies.filter((remedy) => remedies.every((other) => !isNarrower(remedy, other)))
  return [...new Map(ranges.map((remedy) => [JSON.stringify(remedy), remedy])).values()]
}

/** Whether the remedy is the other one, for fewer versions. */
function isNarrower(remedy: Remedy, other: Remedy): boolean {
  return remedy.for !== other.for && body(remedy) === body(other) && other.for.length > remedy.for.length
}

function body({ where, text, commands }: Remedy): string {
  return JSON.stringify([where, text, commands])
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
