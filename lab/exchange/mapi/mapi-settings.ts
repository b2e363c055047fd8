/** What goes wrong with MAPI over HTTP, as data; each of it happens in the field. */
export interface MapiFaults {
  /** With these requests alone; with all but PING unless told otherwise. */
  readonly of?: readonly MapiRequestType[]
  /** X-ResponseCode in place of the answer (MS-OXCMAPIHTTP section 2.2.3.3.3). */
  readonly responseCode?: number
  /** The code comes after DONE alone: the head says 0. */
  readonly afterDone?: true
  /** A status of HTTP in place of the answer. */
  readonly status?: number
  /** The request is done, and its answer never comes. */
  readonly unanswered?: true
  /** Of an answer that is right in everything else. */
  readonly contentType?: string
  /** So many times PENDING comes before the answer. */
  readonly pending?: number
  /** Each octet of the meta tags is a chunk of its own. */
  readonly splitTags?: true
  /** The answer ends where DONE would begin. */
  readonly withoutDone?: true
}

export type MapiRequestType =
  | 'PING'
  | 'Connect'
  | 'Execute'
  | 'Disconnect'
  | 'NotificationWait'
  | 'Bind'
  | 'Unbind'
  | 'ResolveNames'
  | 'GetSpecialTable'
  | 'GetMailboxUrl'
