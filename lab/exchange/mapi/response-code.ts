/** X-ResponseCode (MS-OXCMAPIHTTP section 2.2.3.3.3). */
export const RESPONSE_CODE = {
  SUCCESS: 0,
  INVALID_VERB: 2,
  INVALID_PATH: 3,
  INVALID_HEADER: 4,
  INVALID_REQUEST_TYPE: 5,
  INVALID_CONTEXT_COOKIE: 6,
  MISSING_HEADER: 7,
  ANONYMOUS_NOT_ALLOWED: 8,
  TOO_LARGE: 9,
  CONTEXT_NOT_FOUND: 10,
  INVALID_REQUEST_BODY: 12,
  MISSING_COOKIE: 13,
  INVALID_SEQUENCE: 15,
  ENDPOINT_DISABLED: 16,
} as const

/** A request that is refused with a code. */
export class MapiRefusal extends Error {
  readonly code: number

  constructor(code: number) {
    super(`X-ResponseCode ${code}`)
    this.code = code
  }
}
