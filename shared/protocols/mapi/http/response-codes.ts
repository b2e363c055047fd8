/** Values of `X-ResponseCode` (MS-OXCMAPIHTTP section 2.2.3.3.3), by name. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'Success'],
  [1, 'Unknown Failure'],
  [2, 'Invalid Verb'],
  [3, 'Invalid Path'],
  [4, 'Invalid Header'],
  [5, 'Invalid Request Type'],
  [6, 'Invalid Context Cookie'],
  [7, 'Missing Header'],
  [8, 'Anonymous Not Allowed'],
  [9, 'Too Large'],
  [10, 'Context Not Found'],
  [11, 'No Privilege'],
  [12, 'Invalid Request Body'],
  [13, 'Missing Cookie'],
  [14, 'Reserved'],
  [15, 'Invalid Sequence'],
  [16, 'Endpoint Disabled'],
  [17, 'Invalid Response'],
  [18, 'Endpoint Shutting Down'],
])

export const RESPONSE_CODE = {
  success: 0,
  invalidContextCookie: 6,
  anonymousNotAllowed: 8,
  contextNotFound: 10,
  missingCookie: 13,
  invalidSequence: 15,
  endpointDisabled: 16,
  endpointShuttingDown: 18,
} as const

/** The value as people look it up: `10 Context Not Found`; the number alone where the specification has no name for it. */
export function responseCodeText(code: number): string {
  const name = NAMES.get(code)
  return name === undefined ? String(code) : `${code} ${name}`
}
