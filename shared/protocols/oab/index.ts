import { childNamed, childrenNamed, readXml, type XmlElement } from '../autodiscover/xml.ts'
import { ProtocolError } from '../protocol-error.ts'

/** One address list in an offline address book. */
export interface OfflineAddressList {
  readonly name: string
  /** Counts up with each new version. */
  readonly sequence?: number
  /** The file that holds it whole, relative to the manifest; absent when none is published. */
  readonly file?: string
  /** Its size as it is sent, in bytes. */
  readonly size?: number
}

/** More than an organisation publishes. */
const MOST_LISTS = 200

/**
 * Reads the manifest of an offline address book, `oab.xml` (MS-OXWOAB section 2.1).
 *
 * Throws `oab.not-xml`, `oab.other-document`.
 */
export function readManifest(body: Uint8Array): readonly OfflineAddressList[] {
  const root = readRoot(body)
  if (root.name !== 'OAB') throw new ProtocolError('oab.other-document', 'the answer is XML, but no manifest')
  return childrenNamed(root, 'OAL').slice(0, MOST_LISTS).map(readList)
}

function readList(element: XmlElement): OfflineAddressList {
  const full = childNamed(element, 'Full')
  const number = (name: string) => {
    const text = full?.attributes.get(name) ?? ''
    return /^\d{1,12}$/.test(text) ? Number(text) : undefined
  }
  const [sequence, size] = [number('seq'), number('size')]
  return {
    name: element.attributes.get('name') ?? element.attributes.get('id') ?? '',
    ...(sequence !== undefined && { sequence }),
    ...(full?.text && { file: full.text }),
    ...(size !== undefined && { size }),
  }
}

function readRoot(body: Uint8Array): XmlElement {
  try {
    return readXml(body).root
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause
    throw new ProtocolError('oab.not-xml', `the answer is no manifest: ${cause.message}`, { cause })
  }
}
