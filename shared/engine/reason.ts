import { ConnectError } from '../platform/index.ts'
import type { ProtocolError } from '../protocols/protocol-error.ts'
import type { Reason } from './schema.ts'

/** An error of a connection or of what is said on it, as the reason of a step: connections have codes of their own. */
export function reasonOf(error: ConnectError | ProtocolError): Reason {
  const { code, message } = error
  return { code: error instanceof ConnectError ? `connect.${code}` : code, message }
}
