import { childNamed, readXml, textOf, type XmlElement } from '../autodiscover/xml.ts'
import { ProtocolError } from '../protocol-error.ts'

/** What came of a call. Texts are the server's word. */
export type EwsAnswer =
  | { readonly kind: 'success'; readonly response: XmlElement }
  /** `ErrorNonExistentMailbox`, `ErrorAccessDenied`, `ErrorServerBusy`, … (MS-OXWSCDATA section 2.2.5.24). */
  | { readonly kind: 'error'; readonly code: string; readonly message?: string; readonly backOffMs?: number }

/**
 * Reads an answer to GetFolder (MS-OXWSFOLD section 3.1.4.6).
 *
 * Throws `ews.not-xml`, `ews.other-document`, `ews.incomplete`.
 */
export function readFolderAnswer(body: Uint8Array): EwsAnswer {
  return readAnswer(
    body,
    ['GetFolderResponse', 'ResponseMessages', 'GetFolderResponseMessage'],
    (message) => message,
  )
}

/** Reads an answer to GetUserAvailability (MS-OXWAVLS section 3.1.4.1); throws as {@link readFolderAnswer} does. */
export function readAvailabilityAnswer(body: Uint8Array): EwsAnswer {
  return readAnswer(
    body,
    ['GetUserAvailabilityResponse', 'FreeBusyResponseArray', 'FreeBusyResponse'],
    (response) => childNamed(response, 'ResponseMessage'),
  )
}

/** How many items are in the inbox, where the answer tells it. */
export function inboxCount({ response }: Extract<EwsAnswer, { kind: 'success' }>): number | undefined {
  const folder = childNamed(childNamed(response, 'Folders'), 'Folder')
  const count = textOf(folder, 'TotalCount') ?? ''
  return /^\d{1,9}$/.test(count) ? Number(count) : undefined
}

function readAnswer(
  body: Uint8Array,
  path: readonly string[],
  messageOf: (response: XmlElement) => XmlElement | undefined,
): EwsAnswer {
  const root = readRoot(body)
  if (root.name !== 'Envelope')
    throw new ProtocolError('ews.other-document', 'the answer is XML, but no SOAP envelope')
  const content = childNamed(root, 'Body')
  const fault = childNamed(content, 'Fault')
  if (fault) return faultOf(fault)
  const response = path.reduce<XmlElement | undefined>(childNamed, content)
  const message = response && messageOf(response)
  if (response === undefined || message === undefined)
    throw new ProtocolError('ews.incomplete', 'the answer has neither a response nor a fault')
  const code = textOf(message, 'ResponseCode')
  if (message.attributes.get('ResponseClass') === 'Error' || (code !== undefined && code !== 'NoError'))
    return { kind: 'error', code: code ?? 'Error', ...messageText(textOf(message, 'MessageText')) }
  return { kind: 'success', response }
}

/** A fault names its code twice: as text with a prefix, and in its detail. */
function faultOf(fault: XmlElement): EwsAnswer {
  const detail = childNamed(fault, 'detail')
  const code = textOf(detail, 'ResponseCode') ?? textOf(fault, 'faultcode')?.replace(/^[^:]*:/, '') ?? 'Fault'
  const values = childNamed(detail, 'MessageXml')?.children ?? []
  const backOff =
    values.find(({ attributes }) => attributes.get('Name') === 'BackOffMilliseconds')?.text ?? ''
  return {
    kind: 'error',
    code,
    ...messageText(textOf(fault, 'faultstring')),
    ...(/^\d{1,9}$/.test(backOff) && { backOffMs: Number(backOff) }),
  }
}

const LONGEST_MESSAGE = 300

function messageText(text: string | undefined): { message?: string } {
  return text === undefined ? {} : { message: text.slice(0, LONGEST_MESSAGE) }
}

function readRoot(body: Uint8Array): XmlElement {
  try {
    return readXml(body).root
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause
    throw new ProtocolError('ews.not-xml', `the answer is no answer of a web service: ${cause.message}`, {
      cause,
    })
  }
}
