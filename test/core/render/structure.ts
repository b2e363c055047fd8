/** What independent parsers see of each format: its structure, without the words. */
import { parseXml, XmlElement } from '@rgrove/parse-xml'
import { Parser } from 'commonmark'
import MarkdownIt from 'markdown-it'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'

/** Every element as the HTML standard's parser builds it, with its depth and attributes, and the style's own text. */
export function elementsOf(page: string): string[] {
  const found: string[] = []
  const visit = (node: DefaultTreeAdapterTypes.Node, depth: number) => {
    if ('tagName' in node) {
      const attributes = node.attrs.map(({ name, value }) => `${name}=${value}`).join(' ')
      found.push(`${depth} ${node.tagName} ${attributes}`)
    }
    if (node.nodeName === '#comment') found.push(`${depth} comment`)
    if ('tagName' in node && node.tagName === 'style') {
      found.push(node.childNodes.map((child) => ('value' in child ? child.value : '')).join(''))
    }
    if ('childNodes' in node) for (const child of node.childNodes) visit(child, depth + 1)
  }
  visit(parse(page), 0)
  return found
}

const INLINE = ['text', 'code', 'softbreak']

/** The structure that CommonMark's reference parser sees, without the words. */
export function blocksOf(markdown: string): string[] {
  const walker = new Parser().parse(markdown).walker()
  const found: string[] = []
  for (let step = walker.next(); step; step = walker.next()) {
    const { type, destination, info, level } = step.node
    if (step.entering && !INLINE.includes(type)) found.push([type, destination, info, level].join(' '))
  }
  return found
}

const withEverything = new MarkdownIt({ html: true, linkify: true })

/** The same of a parser that knows tables, strike-through and bare addresses, as ticket systems do. */
export function tokensOf(markdown: string): string[] {
  return withEverything
    .parse(markdown, {})
    .flatMap((token) => [token, ...(token.children ?? [])])
    .filter(({ type }) => !['text', 'code_inline', 'softbreak'].includes(type))
    .map(({ type, attrs }) => `${type} ${JSON.stringify(attrs)}`)
}

/** Every element of an XML document, with the names of its attributes. */
export function xmlOf(xml: string): string[] {
  const found: string[] = []
  const visit = (element: XmlElement, depth: number) => {
    found.push(`${depth} ${element.name} ${Object.keys(element.attributes).join(' ')}`)
    for (const child of element.children) {
      if (child instanceof XmlElement) visit(child, depth + 1)
      else if (child.type !== 'text') found.push(`${depth} ${child.type}`)
    }
  }
  const { root } = parseXml(xml, { preserveCdata: true, preserveComments: true })
  if (root) visit(root, 0)
  return found
}

/** A JSON value with a blank for every text. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (value === null || typeof value !== 'object') return typeof value
  return Object.entries(value).map(([name, member]) => [name, shapeOf(member)])
}

export function messagesOf(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, member]) =>
    name === 'text' && typeof member === 'string' ? [member] : messagesOf(member),
  )
}

/** The samples by Prometheus' grammar, without the values of labels; what is no line of it stands as it is. */
export function samplesOf(metrics: string): string[] {
  const label = /([a-z_]+)="(?:[^"\\\n]|\\["\\n])*"/g
  return metrics.split('\n').map((line) => {
    const [, name, labels, value] = /^([a-z_]+)\{(.*)\} (-?[0-9.e+-]+)$/.exec(line) ?? []
    if (name === undefined || labels === undefined) return line
    const names = labels.replace(label, '$1')
    return `${name}{${names}} ${name === 'probe_duration_seconds' ? '' : value}`
  })
}
