import type { TextRange } from '../document.ts'
import type { Place } from '../text-places.ts'

/** Something that is wrong in a file, where it is wrong, and what was expected. Its text has foreign parts. */
export interface FileProblem {
  readonly message: string
  readonly range: TextRange
  /** Where the range begins. */
  readonly place: Place
}
