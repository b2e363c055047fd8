import type { NewFinding } from '../engine/index.ts'

/** A stretch of a text, in UTF-16 code units as JavaScript counts them: `start` belongs to it, `end` does not. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

/** The files that are understood. `plain` is any other: names in it are found where somebody points at them. */
export type DocumentKind =
  | 'powershell'
  | 'zone'
  | 'autodiscover'
  | 'analyzer-result'
  | 'exchange-output'
  | 'registry'
  | 'outpost'
  | 'plain'

/** What a mention stands for. */
export type MentionRole = 'host' | 'domain' | 'address' | 'url' | 'mailbox' | 'setting'

/** A place at which a text names something that a finding can be about. */
export interface Mention {
  readonly range: TextRange
  readonly role: MentionRole
  /** As findings name it: names as lower-case A-labels, addresses in their short form; of a setting its value. */
  readonly value: string
  /** The host or domain that it leads to, where it is not the value itself: of a URL, a mailbox, a setting. */
  readonly host?: string
  /** As findings name a setting: `OutlookAnywhere.ExternalHostname`. */
  readonly setting?: string
  /** What can be probed from here. Without it there is nothing to ask: an internal name in a list of many, say. */
  readonly probe?: { readonly probe: string; readonly target: string; readonly server?: string }
}

/** A change of a text that mends what a remark is about. */
export interface Fix {
  /** What it does, as the menu shows it. */
  readonly title: string
  readonly edits: readonly { readonly range: TextRange; readonly text: string }[]
}

/** What a rule says of a text without asking any network: a finding of the catalogue, and where it stands. */
export interface Remark {
  readonly finding: NewFinding
  readonly range: TextRange
  /** Other places of the same text that belong to it, each with what it is. */
  readonly related: readonly { readonly range: TextRange; readonly message: string }[]
  readonly fixes: readonly Fix[]
}

/** What a text says. Ranges are those of the text as it was read. */
export interface DocumentReading {
  readonly kind: DocumentKind
  readonly mentions: readonly Mention[]
  readonly remarks: readonly Remark[]
  /** What the author of the text accepts, where: the remarks are without these already, findings of a run are not. */
  readonly ignored?: readonly { readonly code: string; readonly range: TextRange }[]
  /** What keeps the text from being understood as what it is meant to be. */
  readonly problems?: readonly { readonly message: string; readonly range: TextRange }[]
}

/** One change of a text: what stood in the range is replaced. */
export interface TextChange {
  readonly range: TextRange
  readonly text: string
}

/** A text that is kept open and read again after each change, as little of it as the change touched. */
export interface OpenDocument {
  readonly reading: DocumentReading
  /** How many statements, records or elements were parsed by the last reading. */
  readonly parsed: number
  /** Changes in the order in which they were made, each in terms of the text that those before it left. */
  change(changes: readonly TextChange[]): void
  /** Gives back what the reader holds outside of JavaScript's memory. */
  close(): void
}
