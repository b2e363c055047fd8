/**
 * Why there is no run, or no more of it, from an edge.
 * - `insecure-url`: the token would travel in the clear, or the URL holds a credential.
 * - `unreachable`: there is no answer at all.
 * - `unauthorised`: the edge does not accept the token.
 * - `refused`: the edge says why, and so does the message.
 * - `not-an-outpost`: what answers there is something else.
 * - `incompatible`: it is an Outpost whose events this one does not know.
 * - `hostile`: it asks for the credential as no honest edge does, or says more than any run has to say.
 * - `broken-off`: the run began, and its events stopped before its end.
 */
export type EdgeErrorCode =
  | 'insecure-url'
  | 'unreachable'
  | 'unauthorised'
  | 'refused'
  | 'not-an-outpost'
  | 'incompatible'
  | 'hostile'
  | 'broken-off'

/** A run at an edge that did not come about, or broke. The message is for people and never holds the token. */
export class EdgeError extends Error {
  override readonly name = 'EdgeError'
  readonly code: EdgeErrorCode

  constructor(code: EdgeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
