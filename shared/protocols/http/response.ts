import type { HttpBody } from './body.ts'
import type { ResponseHead } from './response-head.ts'

/** A final answer: its head has come whole, its body comes as it is read. */
export interface HttpResponse extends ResponseHead {
  /** The 1xx answers before it, in order. */
  readonly informational: readonly ResponseHead[]
  readonly body: HttpBody
}
