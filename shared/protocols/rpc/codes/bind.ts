/** What became of one presentation context (C706 section 12.6.3.1, `p_cont_def_result_t`; MS-RPCE section 2.2.2.4). */
export const BIND_RESULT = {
  acceptance: 0,
  userRejection: 1,
  providerRejection: 2,
  /** The answer to an offer of bind time features. */
  negotiateAck: 3,
} as const

const RESULTS = ['acceptance', 'user_rejection', 'provider_rejection', 'negotiate_ack']

const REASONS = [
  'reason_not_specified',
  'abstract_syntax_not_supported',
  'proposed_transfer_syntaxes_not_supported',
  'local_limit_exceeded',
]

/** Why a bind was refused as a whole (C706 section 12.6.3.1, `p_reject_reason_t`; MS-RPCE section 2.2.2.5). */
const REJECTIONS: { readonly [reason: number]: string } = {
  0: 'reason_not_specified',
  1: 'temporary_congestion',
  2: 'local_limit_exceeded',
  3: 'called_paddr_unknown',
  4: 'protocol_version_not_supported',
  5: 'default_context_not_supported',
  6: 'user_data_not_readable',
  7: 'no_psap_available',
  8: 'authentication_type_not_recognized',
  9: 'invalid_checksum',
}

export function bindResultName(result: number): string {
  return RESULTS[result] ?? `result ${result}`
}

export function bindReasonName(reason: number): string {
  return REASONS[reason] ?? `reason ${reason}`
}

export function bindRejectionName(reason: number): string {
  return REJECTIONS[reason] ?? `reason ${reason}`
}
