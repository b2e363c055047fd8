import type { Input } from './read-password.ts'
import type { Output } from './terminal.ts'

/** What a run needs of the process. */
export interface Surroundings {
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
  readonly environment: Readonly<Record<string, string | undefined>>
  /** As `process.platform` names it. */
  readonly system: string
  /** Aborts when the user has had enough. */
  readonly signal: AbortSignal
}
