import { escapeHtml } from './html-page.ts'
import type { HttpResponse } from './message.ts'

export type RedirectStatus = 301 | 302 | 307 | 308

const REASONS: Record<RedirectStatus, string> = {
  301: 'Moved Permanently',
  302: 'Found',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
}

/** A redirect with the short page that servers send along. */
export function redirectTo(url: string, status: RedirectStatus = 302): HttpResponse {
  return {
    status,
    reason: REASONS[status],
    headers: [
      ['Content-Type', 'text/html; charset=UTF-8'],
      ['Location', url],
    ],
    body: `<html><head><title>Moved</title></head><body><h1>Moved</h1><a href="${escapeHtml(url)}">here</a></body></html>`,
  }
}
