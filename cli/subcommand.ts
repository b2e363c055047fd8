import { wrap } from '../shared/render/text/wrap.ts'
import type { RunCommand } from './command.ts'
import type { OptionName } from './option-table.ts'
import type { Arguments } from './read-arguments.ts'
import { UsageError } from './usage-error.ts'

/** What there is beside the probes. */
export type Subcommand =
  | {
      readonly kind: 'subcommand'
      readonly subcommand: 'run'
      readonly file: string
      readonly options: RunCommand
    }
  | {
      readonly kind: 'subcommand'
      readonly subcommand: 'compare'
      readonly edges: readonly URL[]
      readonly options: RunCommand
    }
  | {
      readonly kind: 'subcommand'
      readonly subcommand: 'diff'
      readonly before: string
      readonly after: string
      readonly options: RunCommand
    }
  | {
      readonly kind: 'subcommand'
      readonly subcommand: 'import'
      readonly file: string
      readonly options: RunCommand
    }

type Name = Subcommand['subcommand']

interface Entry {
  readonly usage: string
  readonly summary: string
  readonly options: readonly OptionName[]
  readonly formats: readonly string[]
  readonly statuses: readonly string[]
}

const WHERE: readonly OptionName[] = ['perspective', 'resolver', 'lab', 'roots', 'system-roots', 'deadline']

const SIGN_IN: readonly OptionName[] = ['user', 'password-stdin', 'basic', 'ignore-trust', 'sign-in-to']

const SUBCOMMANDS: Readonly<Record<Name, Entry>> = {
  run: {
    usage: 'outpost run [FILE] [options]',
    summary:
      'Probes all targets of a file, outpost.jsonc unless told otherwise, and holds what it finds against what the file expects of them. With --user it signs in at the targets of one organisation; a refusal before any acceptance ends that for all of them.',
    options: ['edge', ...WHERE, ...SIGN_IN, 'format'],
    formats: ['text', 'json', 'markdown', 'junit', 'sarif', 'prometheus', 'ndjson'],
    statuses: [
      '0  every target is as the file has it',
      '1  at least one is not: a fault that is not ignored, or an expectation that is not met',
      '2  the file was not understood; nothing was probed',
      '3  none fails, but of at least one it could not be told',
    ],
  },
  compare: {
    usage: 'outpost compare <target> --edge URL [--edge URL] [options]',
    summary:
      'Runs one probe from here and from each edge side by side, and explains what differs: split DNS, a firewall, TLS interception, members of a load balancer that are unlike, a filter by region. OUTPOST_TOKEN holds the token, or a token for each edge in their order, separated by spaces. With --lab instead of an edge, the simulated estate is seen from inside, from outside, and from far away. With --user it signs in from each side, and a refusal before any acceptance ends that for all of them.',
    options: ['edge', 'probe', 'server', 'resolve', 'starttls', ...WHERE, ...SIGN_IN, 'format'],
    formats: ['text', 'json'],
    statuses: [
      '0  it works from every side',
      '1  it fails from at least one side',
      '2  the command was not understood; nothing was probed',
      '3  it fails from none, but from at least one side it could not be told',
    ],
  },
  diff: {
    usage: 'outpost diff <before.json> <after.json> [--format json]',
    summary:
      'Says what got better and what got worse between two reports of the same, saved with --format json.',
    options: ['format'],
    formats: ['text', 'json'],
    statuses: [
      '0  nothing got worse',
      '1  something got worse: a new or more severe error or warning, or it works no more',
      '2  the files are not two reports of the same',
    ],
  },
  import: {
    usage: 'outpost import <FILE> [--format NAME]',
    summary:
      "Reads the XML that Microsoft's Remote Connectivity Analyzer saves, and shows it as a report of Outpost's.",
    options: ['format'],
    formats: ['text', 'json', 'markdown', 'html', 'junit', 'sarif', 'prometheus'],
    statuses: [
      '0  the analyzer found no fault',
      '1  it found one',
      '2  the file is no result of the analyzer',
      '3  it does not say',
    ],
  },
}

export function isSubcommand(word: string): word is Name {
  return Object.hasOwn(SUBCOMMANDS, word)
}

/**
 * What a command line asks for whose first word is no probe.
 *
 * @param runCommand reads the options that it has in common with the probes
 * @throws UsageError saying what was expected
 */
export function readSubcommand(
  name: Name,
  words: readonly string[],
  given: Arguments['given'],
  runCommand: (probe: string, target: string, given: Arguments['given']) => RunCommand,
): Subcommand {
  const { options: allowed, formats, usage } = SUBCOMMANDS[name]
  for (const option of given.keys()) {
    if (!allowed.includes(option)) throw new UsageError(`--${option} means nothing here: expected ${usage}`)
  }
  const format = given.get('format')?.[0] ?? 'text'
  if (!formats.includes(format)) {
    throw new UsageError(`--format: expected ${formats.join(' or ')} for ${name}, got "${format}"`)
  }
  const edges = given.get('edge') ?? []
  const common = new Map([...given].filter(([option]) => option !== 'edge' && option !== 'probe'))
  const probe = given.get('probe')?.[0] ?? 'outlook-anywhere'
  const expected = (least: number, most: number) => {
    if (words.length < least || words.length > most) throw new UsageError(`expected ${usage}`)
  }
  switch (name) {
    case 'run': {
      expected(0, 1)
      return {
        kind: 'subcommand',
        subcommand: name,
        file: words[0] ?? 'outpost.jsonc',
        options: runCommand('', '', given),
      }
    }
    case 'compare': {
      expected(1, 1)
      if (edges.length === 0 && !given.has('lab')) {
        throw new UsageError(`a comparison needs another side: expected ${usage}`)
      }
      // Each by itself: what cannot go together with an edge is for this machine's side here.
      const read = edges.map((edge) => runCommand(probe, '', new Map([['edge', [edge]]])).edge)
      if (given.has('lab') && read.length > 0) {
        throw new UsageError('--edge and --lab do not go together: no edge reaches the lab of this command')
      }
      return {
        kind: 'subcommand',
        subcommand: name,
        edges: read.filter((edge) => edge !== undefined),
        options: runCommand(probe, words[0] ?? '', common),
      }
    }
    case 'diff': {
      expected(2, 2)
      const [before = '', after = ''] = words
      return { kind: 'subcommand', subcommand: name, before, after, options: runCommand('', '', common) }
    }
    case 'import':
      expected(1, 1)
      return {
        kind: 'subcommand',
        subcommand: name,
        file: words[0] ?? '',
        options: runCommand('', '', common),
      }
  }
}

/** `outpost help run` and so on. */
export function subcommandHelpText(name: Name, width: number): string {
  const { usage, summary, options, formats, statuses } = SUBCOMMANDS[name]
  return [
    `Usage: ${usage}`,
    '',
    ...wrap(summary, width),
    '',
    ...wrap(`Formats: ${formats.join(', ')}.`, width),
    ...wrap(
      `Options: ${options.map((option) => `--${option}`).join(', ')}; "outpost --help" tells of each.`,
      width,
    ),
    '',
    'Exit status:',
    ...statuses.flatMap((line) => wrap(line, width, { first: '  ', rest: '     ' })),
    '',
  ].join('\n')
}
