/** Something in an answer that is not as the schema has it and was read all the same. `detail` is foreign text. */
export interface AnswerNote {
  readonly code: 'namespace' | 'encoding' | 'server-version' | 'unknown-protocol'
  readonly detail: string
}
