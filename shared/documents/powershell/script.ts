import type { TextRange } from '../document.ts'
import { type Cmdlet, cmdletOf, looksAtNames, type ParameterRole, parameterOf } from './cmdlets.ts'
import type { Command } from './facts.ts'
import type { Placed } from './placed.ts'
import type { Statement } from './statements.ts'
import type { Value } from './value.ts'
import { type Resolved, shifted, Variables } from './variables.ts'

/** A parameter of a cmdlet with what it is given. */
export interface Setting {
  readonly cmdlet: Cmdlet
  readonly command: { readonly name: string; readonly range: TextRange; readonly nameRange: TextRange }
  readonly parameter: string
  readonly role: ParameterRole
  /** Of the parameter's name, or of the entry of the hash table. */
  readonly nameRange: TextRange
  readonly value: Resolved
}

/** A cmdlet with all that it is given, by name, by place and from hash tables. */
export interface Call {
  readonly cmdlet: Cmdlet
  readonly name: string
  readonly range: TextRange
  readonly nameRange: TextRange
  readonly settings: readonly Setting[]
  /** The names of all its parameters as they were written, with their places. */
  readonly written: readonly { readonly name: string; readonly range: TextRange }[]
}

/** What a script says, with its variables filled in. */
export interface Script {
  readonly text: string
  /** Those that say all by themselves are the same objects as at the last reading, wherever they are by now. */
  readonly calls: readonly Placed<Call>[]
  /** Names and URLs that some program is only told to look at. */
  readonly looks: readonly Resolved[]
  /** Codes that are ignored, each from the line on which it stands. */
  readonly ignored: readonly { readonly code: string; readonly range: TextRange }[]
  /** Names of all commands, in lower case. */
  readonly commands: ReadonlySet<string>
}

/** Goes through a script from its beginning, as PowerShell does, without running it. */
export function readScript(text: string, statements: readonly Statement[]): Script {
  const variables = new Variables()
  const calls: Placed<Call>[] = []
  const looks: Resolved[] = []
  const ignored: Script['ignored'][number][] = []
  const commands = new Set<string>()
  for (const { start, facts } of statements) {
    for (const fact of facts) {
      if (fact.kind === 'assignment') variables.assign(fact, start)
      if (fact.kind === 'ignored') ignored.push({ code: fact.code, range: shifted(fact.range, start) })
      if (fact.kind !== 'command') continue
      commands.add(fact.name.toLowerCase())
      const cmdlet = cmdletOf(fact.name)
      if (cmdlet) calls.push(placedCall(cmdlet, fact, start, variables))
      else if (looksAtNames(fact.name)) {
        looks.push(...fact.arguments.flatMap(({ value }) => (value ? [variables.resolve(value, start)] : [])))
      }
    }
  }
  return { text, calls, looks, ignored, commands }
}

/** Calls that depend on nothing before them, by the commands that they are made of. */
const aloneCalls = new WeakMap<Command, Call>()

function placedCall(cmdlet: Cmdlet, command: Command, base: number, variables: Variables): Placed<Call> {
  const known = aloneCalls.get(command)
  if (known) return { thing: known, base }
  if (!standsAlone(command)) return { thing: callOf(cmdlet, command, base, variables), base: 0 }
  const call = callOf(cmdlet, command, 0, variables)
  aloneCalls.set(command, call)
  return { thing: call, base }
}

/** Whether nothing that a command is given depends on what the script did before. */
function standsAlone({ arguments: given, splatted }: Command): boolean {
  return splatted.length === 0 && given.every(({ value }) => value === undefined || isWritten(value))
}

function isWritten(value: Value): boolean {
  switch (value.kind) {
    case 'variable':
      return false
    case 'string':
      return value.parts.every(({ kind }) => kind === 'text')
    case 'list':
      return value.items.every(isWritten)
    case 'table':
    case 'boolean':
    case 'unknown':
      return true
  }
}

function callOf(cmdlet: Cmdlet, command: Command, base: number, variables: Variables): Call {
  const place = {
    name: command.name,
    range: shifted(command.range, base),
    nameRange: shifted(command.nameRange, base),
  }
  const given = [
    ...command.arguments.flatMap(({ name, nameRange, value }) =>
      name === undefined || nameRange === undefined
        ? []
        : [{ name, nameRange: shifted(nameRange, base), value: value && variables.resolve(value, base) }],
    ),
    ...command.splatted.flatMap((splatted) => variables.entriesOf(splatted.name)),
  ]
  const settings = given.flatMap(({ name, nameRange, value }): Setting[] => {
    const parameter = parameterOf(cmdlet, name)
    if (parameter === undefined || value === undefined) return []
    return [{ cmdlet, command: place, parameter: parameter.name, role: parameter.role, nameRange, value }]
  })
  return {
    cmdlet,
    ...place,
    settings,
    written: given.map(({ name, nameRange }) => ({ name, range: nameRange })),
  }
}
