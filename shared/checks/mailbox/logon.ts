import type { RopAnswer, RopResponse } from '../../protocols/mapi/index.ts'

/** What a ROP output buffer says about the RopLogon that was asked for. */
export type LogonOutcome =
  | { readonly kind: 'logged-on'; readonly mailboxGuid: string; readonly handle: number | undefined }
  | { readonly kind: 'refused'; readonly code: number; readonly server?: string }
  | { readonly kind: 'busy'; readonly durationMs: number }
  | { readonly kind: 'too-small'; readonly sizeNeeded: number }
  /** Nothing about it. */
  | { readonly kind: 'unanswered' }

const WRONG_SERVER = 0x478
const INVALID_PARAMETER = 0x80070057

/** Reads what concerns the logon; notifications and their like are passed over. */
export function logonOutcome({ responses, handles }: RopAnswer): LogonOutcome {
  for (const response of responses) {
    const outcome = outcomeOf(response, handles[0])
    if (outcome !== undefined) return outcome
  }
  return { kind: 'unanswered' }
}

function outcomeOf(response: RopResponse, handle: number | undefined): LogonOutcome | undefined {
  switch (response.rop) {
    case 'backoff':
      return { kind: 'busy', durationMs: response.durationMs }
    case 'buffer-too-small':
      return { kind: 'too-small', sizeNeeded: response.sizeNeeded }
    case 'pending':
    case 'notify':
      return undefined
    case 'logon':
      break
  }
  switch (response.kind) {
    case 'logged-on':
      return { kind: 'logged-on', mailboxGuid: response.mailboxGuid, handle }
    case 'redirected':
      return { kind: 'refused', code: WRONG_SERVER, server: response.server }
    case 'refused':
      return { kind: 'refused', code: response.code }
    case 'public':
      // A mailbox was asked for.
      return { kind: 'refused', code: INVALID_PARAMETER }
  }
}
