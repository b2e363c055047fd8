import { escapeHtml } from '../../http/html-page.ts'

export const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'

/** An element with text, which is escaped. */
export function text(name: string, value: string): string {
  return `<${name}>${escapeHtml(value)}</${name}>`
}

/** An element around others. `attributes` stand in the start tag as they are. */
export function element(name: string, attributes: string, ...children: readonly string[]): string {
  return `<${name}${attributes === '' ? '' : ` ${attributes}`}>${children.join('')}</${name}>`
}

/** The content of the first element of that name, whatever its prefix, with the predefined entities resolved. */
export function contentOf(xml: string, name: string): string | undefined {
  const [, content] = new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([^<]*)<`).exec(xml) ?? []
  return content
    ?.trim()
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
}
