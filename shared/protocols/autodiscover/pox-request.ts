import type { HeaderEntry } from '../http/index.ts'
import { checkAddress } from './address.ts'
import { NAMESPACE } from './namespaces.ts'
import { type AutodiscoverRequest, xmlRequest } from './request.ts'
import { escapeXml } from './xml-text.ts'

/** What a client says that it can do with the answer; an old Outlook says nothing. */
export interface PoxCapabilities {
  /** `X-MapiHttpCapability: 1`: servers that have MAPI over HTTP then leave EXCH and EXPR out. */
  readonly mapiHttp?: boolean
  /** `X-ClientCanHandle`, from Exchange 2013 CU6 on. */
  readonly canHandle?: readonly ('Negotiate' | 'ExHttpInfo')[]
}

/**
 * Outlook's request for the settings of an address (MS-OXDSCLI section 2.2.3), POX form.
 * Throws `autodiscover.address`.
 *
 * @example
 * poxRequest('user@example.com', { mapiHttp: true, canHandle: ['Negotiate', 'ExHttpInfo'] })
 */
export function poxRequest(
  address: string,
  { mapiHttp, canHandle = [] }: PoxCapabilities = {},
): AutodiscoverRequest {
  const headers: HeaderEntry[] = []
  if (mapiHttp) headers.push(['X-MapiHttpCapability', '1'])
  if (canHandle.length > 0) headers.push(['X-ClientCanHandle', canHandle.join(',')])
  return xmlRequest(
    `<Autodiscover xmlns="${NAMESPACE.request}"><Request>` +
      `<EMailAddress>${escapeXml(checkAddress(address))}</EMailAddress>` +
      `<AcceptableResponseSchema>${NAMESPACE.outlookResponse}</AcceptableResponseSchema>` +
      '</Request></Autodiscover>',
    headers,
  )
}
