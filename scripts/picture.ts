/** `npm run picture`: docs/picture.svg, what a terminal shows of a real run on the lab. */
import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const COMMAND = ['outlook-anywhere', 'nginx-methods.test', '--lab']
/** The steps go on for pages. */
const MOST_LINES = 64
const COLUMNS = 92
const LINE_HEIGHT = 18
const CHARACTER_WIDTH = 8.43
const MARGIN = 16

/** Select Graphic Rendition codes that the text report uses. */
const COLOURS: Readonly<Record<string, string>> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  36: '#79c0ff',
  90: '#8b949e',
}

const ESCAPE = '\u001b'
const RENDITION = new RegExp(`(${ESCAPE}\\[[0-9;]*m)`)

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const { stdout } = spawnSync(process.execPath, [here('../cli/outpost.js'), ...COMMAND], {
  encoding: 'utf8',
  env: { ...process.env, FORCE_COLOR: '1', COLUMNS: String(COLUMNS), NO_COLOR: undefined },
})
const lines = [`$ outpost ${COMMAND.join(' ')}`, ...stdout.trimEnd().split('\n').slice(0, MOST_LINES)]
const width = Math.ceil(COLUMNS * CHARACTER_WIDTH) + 2 * MARGIN
const height = lines.length * LINE_HEIGHT + 2 * MARGIN

await writeFile(
  here('../docs/picture.svg'),
  [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="outpost in a terminal" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escapeXml(`outpost ${COMMAND.join(' ')}`)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    '<g font-family="ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="14" fill="#e6edf3">',
    ...lines.map((line, index) => textLine(line, MARGIN + (index + 0.75) * LINE_HEIGHT)),
    '</g>',
    '</svg>',
    '',
  ].join('\n'),
)

function textLine(line: string, y: number): string {
  let style = ''
  const spans = cutOff(line)
    .split(RENDITION)
    .map((part) => {
      const codes = part.startsWith(ESCAPE) ? part.slice(2, -1) : undefined
      if (codes === undefined) return part === '' ? '' : `<tspan${style}>${escapeXml(part)}</tspan>`
      for (const code of codes.split(';')) style = styleAfter(style, code)
      return ''
    })
  return `<text x="${MARGIN}" y="${y}" xml:space="preserve">${spans.join('')}</text>`
}

/** Commands are never wrapped, so that they can be copied; a picture has an edge. */
function cutOff(line: string): string {
  let visible = 0
  const parts = line.split(RENDITION).map((part) => {
    if (part.startsWith(ESCAPE)) return part
    const room = Math.max(0, COLUMNS - visible)
    visible += part.length
    return part.length > room ? `${part.slice(0, Math.max(0, room - 1))}…` : part
  })
  return parts.join('')
}

function styleAfter(style: string, code: string): string {
  if (code === '' || code === '0') return ''
  if (code === '39') return style.replace(/ fill="[^"]*"/, '')
  if (code === '22') return style.replace(/ font-weight="[^"]*"| opacity="[^"]*"/g, '')
  if (code === '1') return `${style} font-weight="bold"`
  if (code === '2') return `${style} opacity="0.7"`
  const colour = COLOURS[code]
  return colour === undefined ? style : `${style.replace(/ fill="[^"]*"/, '')} fill="${colour}"`
}

function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
}
