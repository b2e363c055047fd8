import {
  type JsonResponse,
  poxRequest,
  readJsonResponse,
  readPoxResponse,
  soapRequest,
} from '../../protocols/autodiscover/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import type { Question } from './ask.ts'
import type { End } from './end.ts'

export type PoxReading =
  | Extract<End, { kind: 'settings' | 'error' | 'foreign' }>
  | { readonly kind: 'redirect-url'; readonly url: string }
  | { readonly kind: 'redirect-address'; readonly address: string }

/** Outlook's question for the settings of an address: a current one's, or an old one's that knows no MAPI over HTTP. */
export function poxQuestion(url: string, email: string, { mapiHttp }: { mapiHttp: boolean }): Question {
  const canHandle = mapiHttp ? (['Negotiate', 'ExHttpInfo'] as const) : []
  const { headers, body } = poxRequest(email, { mapiHttp, canHandle })
  return { url, method: 'POST', headers, body: new TextDecoder().decode(body) }
}

/** The same question to the SOAP service beside. */
export function soapQuestion(url: string, email: string): Question {
  const { headers, body } = soapRequest(url, email, ['ExternalEwsUrl'])
  return { url, method: 'POST', headers, body: new TextDecoder().decode(body) }
}

/** What the service itself says, to somebody who did not sign in; undefined for anything else. */
export function readPox(body: string): PoxReading | undefined {
  const response = readOrNothing(() => readPoxResponse(new TextEncoder().encode(body)))
  switch (response?.kind) {
    case undefined:
      return undefined
    case 'error':
      return { kind: 'error', code: response.code ?? 0, message: (response.message ?? '').slice(0, 200) }
    case 'redirect-url':
      return { kind: 'redirect-url', url: response.url }
    case 'redirect-address':
      return { kind: 'redirect-address', address: response.address }
    case 'settings': {
      const types = [...new Set(response.protocols.map(({ type }) => type))]
      return { kind: response.service === 'internet-mail' ? 'foreign' : 'settings', types }
    }
  }
}

/** What version 2 says; undefined when it is no answer of it. */
export function readJson(body: string): JsonResponse | undefined {
  return readOrNothing(() => readJsonResponse(new TextEncoder().encode(body)))
}

function readOrNothing<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
