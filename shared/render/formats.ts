/** What a whole report can be written as, by the names that the command line and the API take. */
export const REPORT_FORMATS = ['json', 'text', 'markdown', 'html', 'junit', 'sarif', 'prometheus'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

/** The media type of each, as an answer's `Content-Type` says it. */
export const MEDIA_TYPES: Readonly<Record<ReportFormat, string>> = {
  json: 'application/json',
  text: 'text/plain; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  // There is no type of its own for JUnit's.
  junit: 'application/xml',
  sarif: 'application/sarif+json',
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
}
