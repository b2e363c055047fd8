import { randomBytes } from 'node:crypto'
import type { Report } from '../../shared/engine/index.ts'
import { renderHtml, STYLE_HASH } from '../../shared/render/html/index.ts'

/** The report's own colours give way to those of the editor's theme, high contrast included. */
const THEME = `
:root {
  --page: var(--vscode-editor-background); --card: var(--vscode-editorWidget-background, var(--vscode-editor-background));
  --ink: var(--vscode-foreground); --dim: var(--vscode-descriptionForeground);
  --line: var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border)));
  --code: var(--vscode-textCodeBlock-background); --link: var(--vscode-textLink-foreground);
  --good: var(--vscode-testing-iconPassed); --bad: var(--vscode-errorForeground);
  --warning: var(--vscode-editorWarning-foreground); --info: var(--vscode-editorInfo-foreground);
  --track: var(--vscode-editorIndentGuide-background1, var(--vscode-panel-border));
  --good-tint: transparent; --bad-tint: transparent; --warning-tint: transparent; --info-tint: transparent;
}
body { font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
code, pre { font-family: var(--vscode-editor-font-family); }
body.vscode-dark { color-scheme: dark; } body.vscode-light { color-scheme: light; }
`

/** The report as the editor shows it: the same page in the theme's colours, with a policy that lets no script run. */
export function reportPage(report: Report): string {
  const nonce = randomBytes(16).toString('base64')
  return renderHtml(report)
    .replace(STYLE_HASH, `${STYLE_HASH}' 'nonce-${nonce}`)
    .replace('</head>', () => `<style nonce="${nonce}">${THEME}</style>\n</head>`)
}

/** What is shown in place of a report that there is none of. */
export function emptyPage(words: string): string {
  const escaped = words.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'"><title>Outpost</title></head>
<body><p>${escaped}</p></body></html>`
}
