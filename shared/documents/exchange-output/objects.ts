import type { TextRange } from '../document.ts'

/** A property of an exported object, with what stands there as its value. */
export interface ShownProperty {
  readonly name: string
  readonly nameRange: TextRange
  /** Members of a list apart; empty when nothing is set. */
  readonly values: readonly string[]
  readonly range: TextRange
}

/** An object as the shell showed or exported it. */
export interface ShownObject {
  readonly properties: readonly ShownProperty[]
  readonly range: TextRange
}

/** `{Basic, Ntlm}`, `Basic Ntlm` and `True` as their members. */
export function membersOf(text: string): string[] {
  const [, list] = /^\{(.*)\}$/s.exec(text.trim()) ?? []
  const members = (list ?? text).split(list === undefined ? /\n/ : /,/)
  return members.map((member) => member.trim()).filter((member) => member !== '' && member !== '$null')
}
