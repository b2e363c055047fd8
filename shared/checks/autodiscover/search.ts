import type { Candidate, Method } from './candidate.ts'
import type { Candidates } from './candidates.ts'

/** What is known when all candidates of a domain have been asked. */
export interface Search extends Candidates {
  readonly email: string
  /** Whether the address is one that the user gave; else its local part is made up, and says nothing of anybody. */
  readonly mailbox: boolean
  /** The first candidate, in the order of a current Outlook, that leads to Exchange. */
  readonly found: Candidate | undefined
}

export function candidateBy({ candidates }: Search, method: Method): Candidate | undefined {
  return candidates.find((candidate) => candidate.method === method)
}
