import type { PoxErrorCode } from './reply.ts'
import { DECLARATION, element, text } from './xml.ts'

const SCHEMAS = '://schemas.microsoft.com/exchange/autodiscover'

const MESSAGES: Record<PoxErrorCode, string> = {
  500: "The e-mail address can't be found.",
  501: 'Bad Address',
  600: 'Invalid Request',
  601: 'Provider is not available',
  602: 'The address is known, its configuration has errors.',
  603: 'Internal server error',
}

/** An answer with an Account (MS-OXDSCLI section 2.2.4.1.1.2). `scheme` is what the namespaces begin with. */
export function poxAccount(
  user: readonly string[],
  account: readonly string[],
  scheme: 'http' | 'https' = 'http',
): string {
  return [
    DECLARATION,
    element(
      'Autodiscover',
      `xmlns="${scheme}${SCHEMAS}/responseschema/2006"`,
      element(
        'Response',
        `xmlns="${scheme}${SCHEMAS}/outlook/responseschema/2006a"`,
        ...(user.length === 0 ? [] : [element('User', '', ...user)]),
        element('Account', '', ...account),
      ),
    ),
  ].join('\r\n')
}

/** The client shall ask again, with another address. */
export function poxRedirectAddress(address: string): string {
  return poxAccount([], [text('Action', 'redirectAddr'), text('RedirectAddr', address)])
}

/** The client shall ask again, there. */
export function poxRedirectUrl(url: string): string {
  return poxAccount([], [text('Action', 'redirectUrl'), text('RedirectUrl', url)])
}

/** An error within an answer of status 200 (MS-OXDSCLI section 2.2.4.1.1.3). */
export function poxError(code: PoxErrorCode, now: number, message: string = MESSAGES[code]): string {
  const time = `${new Date(now).toISOString().slice(11, 23)}0000`
  return [
    DECLARATION,
    element(
      'Autodiscover',
      `xmlns="http${SCHEMAS}/responseschema/2006"`,
      element(
        'Response',
        '',
        element(
          'Error',
          `Time="${time}" Id="${now % 4294967296}"`,
          text('ErrorCode', String(code)),
          text('Message', message),
          '<DebugData />',
        ),
      ),
    ),
  ].join('\r\n')
}
