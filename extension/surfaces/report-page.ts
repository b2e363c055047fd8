import { randomBytes } from 'node:crypto'
import type { Report } from '../../shared/engine/index.ts'
import { renderHtml, STYLE_HASH } from '../../shared/render/html/index.ts'

/**
 * The report's own colours give way to those of the editor's theme, high contrast included. Themes make the colours of errors
 * and warnings for icons and lines: as the colour of words they are mixed with that of the text, until they can be read.
 */
const THEME = `
:root {
  --page: var(--vscode-editor-background); --card: var(--vscode-editorWidget-background, var(--vscode-editor-background));
  --ink: var(--vscode-foreground); --dim: color-mix(in srgb, var(--vscode-foreground) 82%, var(--card));
  --line: var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border)));
  --code: var(--vscode-textCodeBlock-background); --link: color-mix(in srgb, var(--vscode-textLink-foreground) 80%, var(--ink));
  --good: color-mix(in srgb, var(--vscode-testing-iconPassed) 45%, var(--ink));
  --bad: color-mix(in srgb, var(--vscode-errorForeground) 65%, var(--ink));
  --warning: color-mix(in srgb, var(--vscode-editorWarning-foreground) 60%, var(--ink));
  --info: color-mix(in srgb, var(--vscode-editorInfo-foreground) 65%, var(--ink));
  --track: var(--vscode-editorIndentGuide-background1, var(--vscode-panel-border));
  --good-tint: color-mix(in srgb, var(--vscode-testing-iconPassed) 9%, var(--card));
  --bad-tint: color-mix(in srgb, var(--vscode-errorForeground) 9%, var(--card));
  --warning-tint: color-mix(in srgb, var(--vscode-editorWarning-foreground) 9%, var(--card));
  --info-tint: color-mix(in srgb, var(--vscode-editorInfo-foreground) 9%, var(--card));
}
html { font-size: max(13px, var(--vscode-font-size)); }
body { font-family: var(--vscode-font-family); font-size: 1rem; padding: 1rem 1.1rem 2rem; }
code, pre { font-family: var(--vscode-editor-font-family); }
code { background: none; padding: 0; color: inherit; }
.verdict { padding: 1.1rem 1.25rem; }
h1 { font-size: 1.6rem; }
body.vscode-dark { color-scheme: dark; } body.vscode-light { color-scheme: light; }
body.vscode-high-contrast {
  color-scheme: dark;
  --card: var(--page); --dim: var(--ink);
  --good-tint: transparent; --bad-tint: transparent; --warning-tint: transparent; --info-tint: transparent;
}
body.vscode-high-contrast-light { color-scheme: light; }
body.vscode-high-contrast .first { border: 1px solid var(--tone); }
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
