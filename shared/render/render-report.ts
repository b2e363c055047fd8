import type { Report } from '../engine/index.ts'
import type { ReportFormat } from './formats.ts'
import { renderHtml } from './html/index.ts'
import { renderJson } from './json.ts'
import { renderJunit } from './junit.ts'
import { renderMarkdown } from './markdown.ts'
import { renderPrometheus } from './prometheus.ts'
import { renderSarif } from './sarif.ts'
import { renderText, type TextOptions } from './text/index.ts'

/**
 * A report in one of its formats: the same report always gives the same text.
 *
 * @param look how plain text is set; no other format has a choice
 */
export function renderReport(report: Report, format: ReportFormat, look: TextOptions): string {
  switch (format) {
    case 'json':
      return renderJson(report)
    case 'text':
      return renderText(report, look)
    case 'markdown':
      return renderMarkdown(report)
    case 'html':
      return renderHtml(report)
    case 'junit':
      return renderJunit(report)
    case 'sarif':
      return renderSarif(report)
    case 'prometheus':
      return renderPrometheus(report)
  }
}
