import type { HttpHeaders } from '../../protocols/http/index.ts'

interface Answered {
  readonly status: number
  readonly headers: HttpHeaders
}

/**
 * Whether an answer to a user who is signed in shows a front end that reaches nobody behind it: 500 or 503 with its own
 * name and no other (H23).
 */
export function symptomOfBackEnd({ status, headers }: Answered): { readonly frontEnd: string } | undefined {
  const frontEnd = headers.first('X-FEServer')
  if (status !== 500 && status !== 503) return undefined
  return frontEnd !== undefined && headers.first('X-BEServer') === undefined ? { frontEnd } : undefined
}

/** Whether the server asks to come back later (H18). */
export function isThrottled({ status, headers }: Answered): boolean {
  return status === 429 || (status === 503 && headers.first('Retry-After') !== undefined)
}
