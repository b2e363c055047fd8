import { fromBothSides, type works } from '../parts.ts'
import type { Expectation } from '../scenario.ts'
import { ANNA, asUser } from '../sign-in/parts.ts'

/** What `rpc-ping` of the mail server says to Anna, from both sides: whether RPC gets through the proxy. */
export function atTheProxy(expectation: typeof works, ...codes: string[]): readonly Expectation[] {
  return fromBothSides(expectation, 'rpc-ping', 'mail', ...codes).map((one) => ({ ...one, signIn: ANNA }))
}

/** What `outlook-anywhere` says to Anna, from both sides: whether her mailbox opens. */
export function atTheMailbox(expectation: typeof works, ...codes: string[]): readonly Expectation[] {
  return asUser(expectation, ANNA, ...codes)
}

/** The same of both: what breaks RPC breaks the mailbox. */
export function onTheWay(expectation: typeof works, ...codes: string[]): readonly Expectation[] {
  return [...atTheProxy(expectation, ...codes), ...atTheMailbox(expectation, ...codes)]
}
