import { NAMESPACE } from './namespaces.ts'

/** A request of Exchange Web Services as it is to be sent. */
export interface EwsRequest {
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
}

/**
 * SOAP 1.1 around an operation's content, for any server from 2007 SP1 on (MS-OXWSCDATA section 2.2.5.11). Who is meant is
 * whoever signed in.
 */
export function envelope(operation: string, content: string): EwsRequest {
  const text =
    '<?xml version="1.0" encoding="utf-8"?>' +
    `<s:Envelope xmlns:s="${NAMESPACE.soap}" xmlns:m="${NAMESPACE.messages}" xmlns:t="${NAMESPACE.types}">` +
    '<s:Header><t:RequestServerVersion Version="Exchange2007_SP1"/></s:Header>' +
    `<s:Body>${content}</s:Body></s:Envelope>`
  return {
    headers: [
      ['Content-Type', 'text/xml; charset=utf-8'],
      ['Accept', 'text/xml'],
      ['SOAPAction', `"${NAMESPACE.messages}/${operation}"`],
    ],
    body: new TextEncoder().encode(text),
  }
}
