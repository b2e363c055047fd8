import { equalBytes } from '../../bytes/index.ts'

/**
 * What a server knows a client's session by (C706 section 14.2.16.6, `ndr_context_handle`): 4 bytes of attributes and a
 * UUID, 20 bytes as they stand on the wire. It goes back as it came.
 */
export type ContextHandle = Uint8Array

export const CONTEXT_HANDLE_LENGTH = 20

/** No session: what a call that failed, or one that ends a session, gives back. */
export const NULL_CONTEXT_HANDLE: ContextHandle = new Uint8Array(CONTEXT_HANDLE_LENGTH)

export function isNullHandle(handle: ContextHandle): boolean {
  return equalBytes(handle, NULL_CONTEXT_HANDLE)
}
