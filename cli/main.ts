import { nearest } from '../shared/documents/nearest.ts'
import { TOOL } from '../shared/engine/tool.ts'
import type { Probe } from '../shared/probes/index.ts'
import { foreignText } from '../shared/render/foreign-text.ts'
import { type Command, readCommand } from './command.ts'
import { EXIT } from './exit-status.ts'
import { helpText, probeHelpText, probesText } from './help.ts'
import { isSubcommand, subcommandHelpText } from './subcommand.ts'
import type { Surroundings } from './surroundings.ts'
import { type Output, widthOf } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/** The command `outpost`: reads the command line, does what it asks for, ends the process. */
export async function main(argv: readonly string[]): Promise<void> {
  endQuietlyWithoutReader()
  const status = await carryOut(argv, {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    system: process.platform,
    signal: whenInterrupted(),
  })
  await flushed(process.stdout)
  await flushed(process.stderr)
  // Not by itself: the operating system may still look up a name that nobody waits for any more.
  process.exit(status)
}

async function carryOut(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr } = surroundings
  try {
    const command = readCommand(argv)
    if (command.kind === 'run') {
      const { run } = await import('./run.ts')
      return await run(command, surroundings)
    }
    if (command.kind === 'subcommand') {
      const { carryOutSubcommand } = await import('./carry-out-subcommand.ts')
      return await carryOutSubcommand(command, surroundings)
    }
    await answer(command, stdout)
    return EXIT.works
  } catch (error) {
    if (!(error instanceof UsageError)) {
      // A fault of ours must not pass for one of the estate's, which is what Node's own status 1 would say.
      const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
      stderr.write(`outpost: something went wrong that should not have:\n${linesOf(trace)}`)
      return EXIT.unknown
    }
    stderr.write(`outpost: ${foreignText(error.message)}\n`)
    stderr.write('Expected: outpost <probe> <target> [options]; "outpost --help" shows them all.\n')
    return EXIT.usage
  }
}

async function answer(
  command: Extract<Command, { kind: 'help' | 'probes' | 'version' }>,
  stdout: Output,
): Promise<void> {
  if (command.kind === 'version') {
    stdout.write(`${TOOL.version}\n`)
    return
  }
  const width = widthOf(stdout)
  // What needs no probe comes first: they take some time to load.
  if (command.kind === 'help' && command.probe === undefined) stdout.write(helpText(width))
  const { probes } = await import('../shared/probes/index.ts')
  const subcommand = command.kind === 'help' ? (command.probe ?? '') : ''
  if (isSubcommand(subcommand)) stdout.write(subcommandHelpText(subcommand, width))
  else if (command.kind === 'probes' || command.probe === undefined) stdout.write(probesText(probes, width))
  else stdout.write(probeHelpText(probeNamed(command.probe, probes), width))
}

function probeNamed(name: string, probes: readonly Probe[]): Probe {
  const probe = probes.find((each) => each.name === name)
  if (probe !== undefined) return probe
  const names = probes.map((each) => each.name)
  const meant = nearest(name, names)
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`
  throw new UsageError(`there is no probe "${name}": expected one of ${names.join(', ')}${hint}`)
}

/** Ctrl-C ends the run, and a second one the process. */
function whenInterrupted(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted)
      controller.abort()
    })
  }
  return controller.signal
}

/** A reader that has seen enough (`outpost … | head`) is no error. */
function endQuietlyWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      process.exit(EXIT.unknown)
    })
  }
}

function linesOf(trace: string): string {
  return trace
    .split('\n')
    .map((line) => `  ${foreignText(line)}\n`)
    .join('')
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}
