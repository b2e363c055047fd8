import { type HttpRequest, headerOf } from '../../http/message.ts'
import type { PoxErrorCode } from './reply.ts'
import { contentOf } from './xml.ts'

const REQUEST_SCHEMA = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006'
const RESPONSE_SCHEMA = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a'

/** What a client asks Autodiscover for, and which protocols it says that it knows. */
export interface PoxRequest {
  readonly address: string
  readonly mapiHttp: boolean
  readonly exHttpInfo: boolean
  readonly negotiate: boolean
}

/** Reads a POX request (MS-OXDSCLI section 3.2.5.1), or says with which error code it is refused. */
export function readPoxRequest(request: HttpRequest, body: string): PoxRequest | PoxErrorCode {
  const [, namespace] = /<(?:\w+:)?Autodiscover\s[^>]*xmlns(?::\w+)?="([^"]*)"/.exec(body) ?? []
  const address = contentOf(body, 'EMailAddress')
  if (request.method !== 'POST' || namespace !== REQUEST_SCHEMA || address === undefined) return 600
  if (contentOf(body, 'AcceptableResponseSchema') !== RESPONSE_SCHEMA) return 601
  if (!/^[^@\s]+@[^@\s]+$/.test(address)) return 500
  const canHandle = (headerOf(request, 'x-clientcanhandle') ?? '').toLowerCase().split(/\s*,\s*/)
  return {
    address,
    mapiHttp: headerOf(request, 'x-mapihttpcapability') !== undefined,
    exHttpInfo: canHandle.includes('exhttpinfo'),
    negotiate: canHandle.includes('negotiate'),
  }
}
