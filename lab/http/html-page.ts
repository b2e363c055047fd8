/** A small page with a heading and a sentence. */
export function htmlPage(title: string, ...paragraphs: readonly string[]): string {
  const text = paragraphs.map((one) => `<p>${escapeHtml(one)}</p>`).join('\n')
  return `<!DOCTYPE html>\n<html><head><title>${escapeHtml(title)}</title></head>\n<body>\n<h1>${escapeHtml(title)}</h1>\n${text}\n</body></html>\n`
}

/** Text for HTML and XML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
