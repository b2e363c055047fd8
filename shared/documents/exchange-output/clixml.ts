import { childOf, type ElementPlace, elementsOf, everyElement } from '../xml/elements.ts'
import type { ShownObject, ShownProperty } from './objects.ts'

/** Reads what `Export-Clixml` writes (MS-PSRP section 2.2.5): each object with its properties. */
export function readClixml(text: string): ShownObject[] {
  const roots = elementsOf(text).filter(({ name }) => name === 'Objs')
  return roots.flatMap(({ children }) => children.flatMap(objectsOf))
}

function objectsOf(element: ElementPlace): ShownObject[] {
  if (element.name !== 'Obj') return []
  const list = childOf(element, 'LST') ?? childOf(element, 'IE')
  if (list) return list.children.flatMap(objectsOf)
  const holders = element.children.filter(({ name }) => name === 'Props' || name === 'MS')
  const properties = holders.flatMap(({ children }) => children.flatMap(propertyOf))
  return properties.length === 0 ? [] : [{ properties, range: element.range }]
}

function propertyOf(element: ElementPlace): ShownProperty[] {
  const name = element.attributes.get('N')
  if (name === undefined) return []
  const leaves = [...everyElement(element.children)].filter(
    ({ children, text }) => children.length === 0 && text !== '',
  )
  // An object shows its text beside its parts.
  const shown = childOf(element, 'ToString')
  const list = childOf(element, 'LST')
  const items = list
    ? list.children.map(
        ({ text, children }) => text || (children.find(({ name: own }) => own === 'ToString')?.text ?? ''),
      )
    : undefined
  const values =
    items ??
    (shown ? [shown.text] : element.text === '' ? leaves.slice(0, 1).map(({ text }) => text) : [element.text])
  const place = list ?? shown ?? element
  const range = list ? list.range : place.textRange
  return [
    {
      name,
      nameRange: { start: element.range.start, end: element.range.start },
      values: values.filter((value) => value !== ''),
      range,
    },
  ]
}
