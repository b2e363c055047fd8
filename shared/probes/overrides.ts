import type { Override } from '../engine/index.ts'
import { toAscii } from '../protocols/dns/index.ts'
import { normaliseAddress } from '../transport/address-kind.ts'
import { RequestError } from './request-error.ts'

/**
 * Overrides as runs compare them: hosts as lower-case A-labels, addresses in their short form.
 *
 * @throws RequestError `bad-override`, saying what was expected
 */
export function readOverrides(overrides: readonly Override[]): Override[] {
  return overrides.map((override) => {
    const address = normaliseAddress(override.address)
    if (address === undefined) {
      throw new RequestError(
        'bad-override',
        `"${override.address}" is not an IP address: expected one like 192.0.2.1`,
      )
    }
    return { ...override, host: readHost(override.host), address }
  })
}

function readHost(host: string): string {
  try {
    return toAscii(host, { underscores: true })
  } catch (cause) {
    throw new RequestError('bad-override', `"${host}" is not a host: expected one like mail.contoso.com`, {
      cause,
    })
  }
}
