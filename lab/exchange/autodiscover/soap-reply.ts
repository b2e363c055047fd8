import { DECLARATION, element, text } from './xml.ts'

const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/'
const AUTODISCOVER = 'http://schemas.microsoft.com/exchange/2010/Autodiscover'

/** An ErrorCode of the SOAP service (MS-OXWSADISC). */
export type SoapErrorCode =
  | 'NoError'
  | 'InvalidUser'
  | 'RedirectAddress'
  | 'RedirectUrl'
  | 'InternalServerError'

/** The answer to GetUserSettings for one user (MS-OXWSADISC section 3.1.4.2). */
export function soapUserSettings(
  code: SoapErrorCode,
  settings: Readonly<Record<string, string>>,
  redirectTarget?: string,
): string {
  const userSettings = Object.entries(settings).map(([name, value]) =>
    element('UserSetting', '', text('Name', name), text('Value', value)),
  )
  return envelope(
    element(
      'GetUserSettingsResponseMessage',
      `xmlns="${AUTODISCOVER}"`,
      element(
        'Response',
        '',
        text('ErrorCode', 'NoError'),
        text('ErrorMessage', ''),
        element(
          'UserResponses',
          '',
          element(
            'UserResponse',
            '',
            text('ErrorCode', code),
            text('ErrorMessage', code === 'NoError' ? 'No error.' : code),
            ...(redirectTarget === undefined ? [] : [text('RedirectTarget', redirectTarget)]),
            element('UserSettings', '', ...userSettings),
          ),
        ),
      ),
    ),
  )
}

/** A SOAP 1.1 fault. */
export function soapFault(code: string, reason: string): string {
  return envelope(element('s:Fault', '', text('faultcode', `s:${code}`), text('faultstring', reason)))
}

function envelope(content: string): string {
  return `${DECLARATION}${element('s:Envelope', `xmlns:s="${ENVELOPE}"`, element('s:Body', '', content))}`
}
