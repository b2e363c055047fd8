import type { HttpResponse } from '../../../http/message.ts'
import type { RpcErrorNumber } from '../rpc-settings.ts'

/** An error as the RPC proxy says it: in the reason of the status (MS-RPCH section 2.1.2.1.3). */
export function rpcError(error: RpcErrorNumber, extendedError?: string): HttpResponse {
  return {
    status: 503,
    reason: reasonOf(error, extendedError),
    headers: [],
    body: extendedError === undefined ? '' : `RPC EEInfo:${extendedError}\r\n`,
    close: true,
  }
}

/** The same inside a channel that had begun well. */
export function rpcErrorInStream(error: RpcErrorNumber, extendedError?: string): Buffer {
  return Buffer.from(`HTTP/1.0 503 ${reasonOf(error, extendedError)}\r\n\r\n`, 'latin1')
}

function reasonOf(error: RpcErrorNumber, extendedError: string | undefined): string {
  return `RPC Error: ${error}${extendedError === undefined ? '' : `, EEInfo: ${extendedError}`}`
}
