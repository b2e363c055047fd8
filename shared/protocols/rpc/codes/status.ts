/** Win32 codes that an RPC proxy, a fault or a method may hand on (MS-ERREF section 2.2). */
const WIN32: { readonly [code: number]: string } = {
  5: 'ERROR_ACCESS_DENIED',
  14: 'ERROR_OUTOFMEMORY',
  87: 'ERROR_INVALID_PARAMETER',
  1702: 'RPC_S_WRONG_KIND_OF_BINDING',
  1705: 'RPC_S_INVALID_NET_ADDR',
  1717: 'RPC_S_UNKNOWN_IF',
  1721: 'RPC_S_OUT_OF_RESOURCES',
  1722: 'RPC_S_SERVER_UNAVAILABLE',
  1723: 'RPC_S_SERVER_TOO_BUSY',
  1726: 'RPC_S_CALL_FAILED',
  1727: 'RPC_S_CALL_FAILED_DNE',
  1728: 'RPC_S_PROTOCOL_ERROR',
  1729: 'RPC_S_PROXY_ACCESS_DENIED',
  1734: 'RPC_S_INVALID_BOUND',
  1741: 'RPC_S_UNKNOWN_AUTHN_TYPE',
  1745: 'RPC_S_PROCNUM_OUT_OF_RANGE',
  1747: 'RPC_S_UNKNOWN_AUTHN_SERVICE',
  1748: 'RPC_S_UNKNOWN_AUTHN_LEVEL',
  1753: 'EPT_S_NOT_REGISTERED',
  1764: 'RPC_S_CANNOT_SUPPORT',
  1766: 'RPC_X_NULL_REF_POINTER',
  1783: 'RPC_X_BAD_STUB_DATA',
  1818: 'RPC_S_CALL_CANCELLED',
  1820: 'RPC_S_NOT_CANCELLED',
  1825: 'RPC_S_SEC_PKG_ERROR',
  1910: 'RPC_S_COMM_FAILURE',
}

/** What a fault may say besides (C706 appendix E). */
const FAULT: { readonly [code: number]: string } = {
  1: 'nca_s_fault_other',
  469762049: 'nca_s_fault_int_div_by_zero',
  469762050: 'nca_s_fault_addr_error',
  469762054: 'nca_s_fault_invalid_tag',
  469762055: 'nca_s_fault_invalid_bound',
  469762056: 'nca_s_rpc_version_mismatch',
  469762057: 'nca_s_unspec_reject',
  469762061: 'nca_s_fault_cancel',
  469762066: 'nca_s_fault_unspec',
  469762074: 'nca_s_fault_context_mismatch',
  469762075: 'nca_s_fault_remote_no_memory',
  469762076: 'nca_s_invalid_pres_context_id',
  469762077: 'nca_s_unsupported_authn_level',
  469762079: 'nca_s_invalid_checksum',
  469762080: 'nca_s_invalid_crc',
  469827585: 'nca_s_comm_failure',
  469827586: 'nca_s_op_rng_error',
  469827587: 'nca_s_unk_if',
  469827590: 'nca_s_wrong_boot_time',
  469827593: 'nca_s_you_crashed',
  469827595: 'nca_s_proto_error',
  469827603: 'nca_s_out_args_too_big',
  469827604: 'nca_s_server_too_busy',
  469827607: 'nca_s_unsupported_type',
}

/** The name of a status code of RPC: Win32's, or a fault's; undefined for one that is not known here. */
export function rpcStatusName(code: number): string | undefined {
  return WIN32[code] ?? FAULT[code]
}

/** The code in hexadecimal, and by name where it has one: `0x6ba RPC_S_SERVER_UNAVAILABLE`. */
export function describeRpcStatus(code: number): string {
  const hex = `0x${code.toString(16)}`
  const name = rpcStatusName(code)
  return name === undefined ? hex : `${hex} ${name}`
}

/** Whether the server has too much to do, in any of the ways in which it says so. */
export function isTooBusy(code: number): boolean {
  return code === 0x6bb || code === 0x1c010014
}
