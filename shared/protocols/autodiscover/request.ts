import type { HeaderEntry } from '../http/index.ts'

/** What to send, behind `POST` and the path: the caller adds `Host` and what signs in. */
export interface AutodiscoverRequest {
  readonly headers: readonly HeaderEntry[]
  readonly body: Uint8Array
}

/** Some publishing rules let nobody through who does not look like Outlook. */
const USER_AGENT = 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)'

/** An XML body with the headers that every kind of request has. */
export function xmlRequest(body: string, headers: readonly HeaderEntry[]): AutodiscoverRequest {
  return {
    headers: [['Content-Type', 'text/xml; charset=utf-8'], ['User-Agent', USER_AGENT], ...headers],
    body: new TextEncoder().encode(`<?xml version="1.0" encoding="utf-8"?>${body}`),
  }
}
