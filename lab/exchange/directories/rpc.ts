import { iisError } from '../../http/iis/error-response.ts'
import type { Answer, HttpRequest } from '../../http/message.ts'

/** The echo of the RPC proxy: an RTS PDU with nothing but its flag (MS-RPCH section 2.2.4.48). */
const ECHO = Buffer.from('0500140310000000140000000000000040000000', 'hex')

/** Requests with a shorter body are taken for a question whether the proxy is there (MS-RPCH section 2.1.2.1.5). */
const LONGEST_ECHO_REQUEST = 16

/** The RPC proxy to somebody who may use it. It reaches no RPC server: channels get no further than their head. */
export function answerRpc({ method, body }: HttpRequest): Answer {
  if (method !== 'RPC_IN_DATA' && method !== 'RPC_OUT_DATA') return iisError(405)
  if (body.length === 'chunked') return iisError(411)
  if (body.length <= LONGEST_ECHO_REQUEST) {
    return { status: 200, reason: 'Success', headers: [['Content-Type', 'application/rpc']], body: ECHO }
  }
  // Whether its target can be reached shows on the OUT channel alone (MS-RPCH section 3.2.3.5).
  if (method === 'RPC_IN_DATA') return 'silence'
  return { status: 503, reason: 'RPC Error: 6ba', headers: [], body: '', close: true }
}
