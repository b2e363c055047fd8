import { parseArgs } from 'node:util'
import { nearest } from '../shared/documents/nearest.ts'
import { isOptionName, OPTION_NAMES, OPTIONS, type OptionEntry, type OptionName } from './option-table.ts'
import { UsageError } from './usage-error.ts'

/** The command line, word by word: which options were given, with which values, and what else. */
export interface Arguments {
  readonly words: readonly string[]
  readonly given: ReadonlyMap<OptionName, readonly string[]>
}

/**
 * Takes the command line apart.
 *
 * @throws UsageError for an option that there is not, one without its value or with one too many, and one
 * that was given twice
 */
export function readArguments(argv: readonly string[]): Arguments {
  const { tokens } = parseArgs({
    args: [...argv],
    // Not strict: the words of our errors name what was meant.
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries([
      ...OPTION_NAMES.map((name) => [name, { type: isSwitch(name) ? 'boolean' : 'string' }] as const),
      ['h', { type: 'boolean' }],
    ]),
  })
  const words: string[] = []
  const given = new Map<OptionName, string[]>()
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const { name, value } = read(token)
    const values = given.get(name) ?? []
    if (values.length > 0 && !entryOf(name).repeatable) throw new UsageError(`--${name} was given twice`)
    given.set(name, [...values, value])
  }
  return { words, given }
}

function read(token: {
  name: string
  rawName: string
  value?: string | undefined
  inlineValue?: boolean | undefined
}) {
  const name = token.rawName === '-h' ? 'help' : token.name
  if (!token.rawName.startsWith('--') && name !== 'help') throw unknownOption(token.rawName, token.name)
  if (/^(?:password|pass|passwd)$/.test(name)) {
    throw new UsageError(
      '--password is not taken: arguments can be read by other users of this machine. Expected the password at the prompt, in OUTPOST_PASSWORD, or on the standard input with --password-stdin',
    )
  }
  if (!isOptionName(name)) throw unknownOption(token.rawName, name)
  const { value: placeholder } = entryOf(name)
  if (placeholder === undefined) {
    if (token.value !== undefined) throw new UsageError(`--${name} takes no value`)
    return { name, value: '' }
  }
  const { value, inlineValue } = token
  // What looks like the next option is one: the value was forgotten.
  if (value === undefined || value === '' || (!inlineValue && value.startsWith('-'))) {
    throw new UsageError(`--${name} needs a value: expected --${name} ${placeholder}`)
  }
  return { name, value }
}

function unknownOption(raw: string, name: string): UsageError {
  const meant = nearest(name, OPTION_NAMES)
  return new UsageError(`there is no option ${raw}${meant === undefined ? '' : `; did you mean --${meant}?`}`)
}

function entryOf(name: OptionName): OptionEntry {
  return OPTIONS[name]
}

function isSwitch(name: OptionName): boolean {
  return entryOf(name).value === undefined
}
