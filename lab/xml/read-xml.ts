import { parseXml, type XmlElement } from '@rgrove/parse-xml'

/** An element with its name resolved (Namespaces in XML 1.0). */
export interface Xml {
  /** The empty string for none. */
  readonly namespace: string
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Xml[]
  /** All text in it, trimmed. */
  readonly text: string
}

/** Reads a document. `undefined`: it is not well-formed, or a prefix stands for nothing. */
export function readXml(text: string): Xml | undefined {
  try {
    const { root } = parseXml(text)
    return root === null ? undefined : resolve(root, { xml: 'http://www.w3.org/XML/1998/namespace' })
  } catch {
    return undefined
  }
}

/** The first element of the name below, at any depth. */
export function find(xml: Xml, namespace: string, name: string): Xml | undefined {
  for (const child of xml.children) {
    const found = child.name === name && child.namespace === namespace ? child : find(child, namespace, name)
    if (found !== undefined) return found
  }
  return undefined
}

/** The first child of the name. */
export function child(xml: Xml | undefined, namespace: string, name: string): Xml | undefined {
  return xml?.children.find((one) => one.name === name && one.namespace === namespace)
}

function resolve(element: XmlElement, outer: Readonly<Record<string, string>>): Xml {
  const attributes = Object.entries(element.attributes)
  const prefixes: Record<string, string> = { ...outer }
  for (const [name, value] of attributes) {
    if (name === 'xmlns') prefixes[''] = value
    if (name.startsWith('xmlns:')) prefixes[name.slice(6)] = value
  }
  const [local = '', prefix = ''] = element.name.split(':').reverse()
  const namespace = prefixes[prefix]
  if (namespace === undefined && prefix !== '') throw new Error('a prefix stands for nothing')
  return {
    namespace: namespace ?? '',
    name: local,
    attributes: Object.fromEntries(attributes),
    children: element.children
      .filter((node): node is XmlElement => node.type === 'element')
      .map((node) => resolve(node, prefixes)),
    text: element.text.trim(),
  }
}
