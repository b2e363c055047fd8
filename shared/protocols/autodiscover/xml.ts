import { XmlElement as ParsedElement, parseXml, XmlDeclaration, XmlError, XmlText } from '@rgrove/parse-xml'
import { ProtocolError } from '../protocol-error.ts'
import { bodyText } from './body-text.ts'
import { checkXmlBounds, type XmlBounds } from './xml-bounds.ts'

/** An element by its local name; prefixes are resolved and gone. */
export interface XmlElement {
  readonly name: string
  /** Empty when there is none, or when its prefix was not declared. */
  readonly namespace: string
  /** By local names. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** What stands directly in it, without blanks at the ends. */
  readonly text: string
}

export interface XmlDocument {
  readonly root: XmlElement
  /** As declared, in lower case; the bytes were UTF-8 all the same. */
  readonly encoding?: string
}

/**
 * Reads an answer as XML 1.0 with namespaces, no document type, the five predefined entities alone.
 *
 * Throws `autodiscover.xml` for what is not well-formed, `autodiscover.doctype`, `autodiscover.too-complex`,
 * and what `bodyText` throws.
 */
export function readXml(bytes: Uint8Array): XmlDocument {
  return readXmlText(bodyText(bytes))
}

/** The same of a text that somebody else decoded, within bounds of its own. */
export function readXmlText(text: string, bounds?: XmlBounds): XmlDocument {
  checkXmlBounds(text, bounds)
  const document = parse(text)
  const declaration = document.children.find((node) => node instanceof XmlDeclaration)
  const { root } = document
  if (root === null) throw new ProtocolError('autodiscover.xml', 'the answer has no element')
  return { root: convert(root, undefined), encoding: declaration?.encoding?.toLowerCase() }
}

/** The first child of that name, in whatever namespace: callers note a wrong one where it matters. */
export function childNamed(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name)
}

export function childrenNamed(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? []
}

/** The text of the first child of that name; `undefined` when there is none or nothing in it. */
export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  return childNamed(element, name)?.text || undefined
}

function parse(text: string) {
  try {
    return parseXml(text, { preserveXmlDeclaration: true })
  } catch (error) {
    if (!(error instanceof XmlError)) throw error
    // The parser's own message quotes the document.
    throw new ProtocolError(
      'autodiscover.xml',
      `the answer is not well-formed XML at line ${error.line}, column ${error.column}`,
    )
  }
}

/**
 * Prefixes to namespaces, the default one as the empty prefix, as one element declares them; what it does not declare is its
 * parent's. Not copied down: a hostile answer may declare thousands, and again in each of thousands of elements.
 */
interface Scope {
  readonly declared: ReadonlyMap<string, string>
  readonly outer: Scope | undefined
}

function convert(element: ParsedElement, outer: Scope | undefined): XmlElement {
  const scope = scopeOf(element, outer)
  const [prefix, name] = split(element.name)
  const attributes = Object.entries(element.attributes).map(([key, value]) => [split(key)[1], value] as const)
  const children: XmlElement[] = []
  let text = ''
  for (const node of element.children) {
    if (node instanceof ParsedElement) children.push(convert(node, scope))
    else if (node instanceof XmlText) text += node.text
  }
  return {
    name,
    namespace: namespaceOf(prefix, scope),
    attributes: new Map(attributes),
    children,
    text: text.trim(),
  }
}

function scopeOf({ attributes }: ParsedElement, outer: Scope | undefined): Scope | undefined {
  const declared = Object.entries(attributes).flatMap(([key, value]) => {
    if (key === 'xmlns') return [['', value] as const]
    return key.startsWith('xmlns:') ? [[key.slice('xmlns:'.length), value] as const] : []
  })
  return declared.length === 0 ? outer : { declared: new Map(declared), outer }
}

function namespaceOf(prefix: string, innermost: Scope | undefined): string {
  for (let scope = innermost; scope !== undefined; scope = scope.outer) {
    const namespace = scope.declared.get(prefix)
    if (namespace !== undefined) return namespace
  }
  return ''
}

function split(qualified: string): [prefix: string, name: string] {
  const colon = qualified.indexOf(':')
  return colon === -1 ? ['', qualified] : [qualified.slice(0, colon), qualified.slice(colon + 1)]
}
