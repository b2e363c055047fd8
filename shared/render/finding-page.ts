import { describeFinding, type FindingDefinition, type Remedy } from '../findings/index.ts'
import { productSchema } from '../findings/products.ts'

/** The page of a finding: what it means, and what mends it for every version and product, in Markdown. */
export function findingPage({ code, severity, where, title, row, example }: FindingDefinition): string {
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
