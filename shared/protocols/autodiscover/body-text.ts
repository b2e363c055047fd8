import { ProtocolError } from '../protocol-error.ts'

/** Many times what Exchange sends to somebody with hundreds of shared mailboxes. */
export const LARGEST_ANSWER = 512 * 1024

/** How far into an answer it is looked for what tells a page from a document. */
const LOOKED_AT = 2048

const PAGE_START =
  /^(?:\ufeff|\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*)*<(?:!doctype\s+html|html|head|title|meta|script|body|form)\b/i

/**
 * An answer's body as text. Throws `autodiscover.empty`, `autodiscover.too-large`, `autodiscover.html` for a page that was
 * made for people (a sign-in form, a web site), `autodiscover.encoding` for anything but UTF-8.
 */
export function bodyText(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new ProtocolError('autodiscover.empty', 'the answer has no body')
  if (bytes.length > LARGEST_ANSWER) {
    throw new ProtocolError(
      'autodiscover.too-large',
      `the answer has ${bytes.length} bytes, more than ${LARGEST_ANSWER} are not read`,
    )
  }
  if (isPage(bytes)) throw new ProtocolError('autodiscover.html', 'the answer is an HTML page')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new ProtocolError('autodiscover.encoding', 'the answer is not UTF-8', { cause })
  }
}

/** Told from the ASCII at the start, so that a page in any encoding is known for one. */
function isPage(bytes: Uint8Array): boolean {
  const start = Array.from(bytes.subarray(0, LOOKED_AT), (byte) => String.fromCharCode(byte)).join('')
  return PAGE_START.test(start)
}
