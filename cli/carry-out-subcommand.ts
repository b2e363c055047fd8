import type { Subcommand } from './subcommand.ts'
import type { Surroundings } from './surroundings.ts'

/** Loads what a subcommand needs, and does it. Answers with the exit status. */
export async function carryOutSubcommand(command: Subcommand, surroundings: Surroundings): Promise<number> {
  switch (command.subcommand) {
    case 'run': {
      const { runFile } = await import('./run-file.ts')
      return runFile(command, surroundings)
    }
    case 'compare': {
      const { compare } = await import('./compare.ts')
      return compare(command, surroundings)
    }
    case 'diff': {
      const { diff } = await import('./diff.ts')
      return diff(command, surroundings)
    }
    case 'import': {
      const { importResult } = await import('./import-result.ts')
      return importResult(command, surroundings)
    }
  }
}
