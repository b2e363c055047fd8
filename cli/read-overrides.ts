import type { Override } from '../shared/engine/index.ts'
import { parseTarget, RequestError } from '../shared/probes/index.ts'
import { normaliseAddress } from '../shared/transport/address-kind.ts'
import { UsageError } from './usage-error.ts'

const EXPECTED =
  'expected HOST=ADDRESS or HOST=ADDRESS:PORT with IPv6 in brackets, such as mail.contoso.com=192.0.2.1:443 or mail.contoso.com=[2001:db8::1]:443'

/**
 * Reads the values of `--resolve`.
 *
 * @throws UsageError saying what was expected
 */
export function readOverride(text: string): Override {
  const [, name = '', bracketed, plain, digits] =
    /^([^=]+)=(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? []
  const address = normaliseAddress(bracketed ?? plain ?? '')
  const port = digits === undefined ? undefined : Number(digits)
  const isRightFamily = address?.includes(':') === (bracketed !== undefined)
  const isPort = port === undefined || (port >= 1 && port <= 65535)
  if (address === undefined || !isRightFamily || !isPort) {
    throw new UsageError(`--resolve: ${EXPECTED}, got "${text}"`)
  }
  return { host: readHost(name, text), address, ...(port !== undefined && { port }) }
}

/** The host as the core compares it: in lower case, international names as A-labels. */
function readHost(name: string, text: string): string {
  try {
    const { kind, host, port, localPart } = parseTarget(name)
    if (kind === 'name' && port === undefined && localPart === undefined) return host
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
  }
  throw new UsageError(`--resolve: "${name}" is not a host name: ${EXPECTED}, got "${text}"`)
}
