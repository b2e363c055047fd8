import { checkAddress } from './address.ts'
import { NAMESPACE } from './namespaces.ts'
import { type AutodiscoverRequest, xmlRequest } from './request.ts'
import { escapeXml } from './xml-text.ts'

const ACTION = `${NAMESPACE.soapAutodiscover}/Autodiscover/GetUserSettings`

/**
 * GetUserSettings for one address (MS-OXWSADISC section 3.1.4.1), sent to `url` (`…/autodiscover/autodiscover.svc`).
 * `settings` are names such as `ExternalEwsUrl`. Throws `autodiscover.address`.
 */
export function soapRequest(url: string, address: string, settings: readonly string[]): AutodiscoverRequest {
  const wanted = settings.map((name) => `<a:Setting>${escapeXml(name)}</a:Setting>`).join('')
  return xmlRequest(
    `<s:Envelope xmlns:s="${NAMESPACE.soapEnvelope}" xmlns:a="${NAMESPACE.soapAutodiscover}" xmlns:w="${NAMESPACE.addressing}">` +
      '<s:Header><a:RequestedServerVersion>Exchange2010_SP1</a:RequestedServerVersion>' +
      `<w:Action>${ACTION}</w:Action><w:To>${escapeXml(url)}</w:To></s:Header>` +
      '<s:Body><a:GetUserSettingsRequestMessage><a:Request>' +
      `<a:Users><a:User><a:Mailbox>${escapeXml(checkAddress(address))}</a:Mailbox></a:User></a:Users>` +
      `<a:RequestedSettings>${wanted}</a:RequestedSettings>` +
      '</a:Request></a:GetUserSettingsRequestMessage></s:Body></s:Envelope>',
    [['SOAPAction', `"${ACTION}"`]],
  )
}
