import type { ByteStream, DnsExchange, Endpoint } from '../platform/index.ts'
import type { RunSignIn } from '../sign-in/run-sign-in.ts'
import type { CheckDefinition } from './check.ts'
import type { Plain } from './plain.ts'
import type { Expected, Override } from './request.ts'
import type { OutlookChoice, Perspective, Severity, Subject } from './schema.ts'
import type { TracedMessage } from './trace.ts'

/** A resolver that this run may ask. */
export interface Resolver {
  readonly name: string
  readonly exchange: DnsExchange
  /** Only the machine's own has it: what its programs are told, hosts file included. */
  readonly lookup?: (host: string) => Promise<readonly string[]>
}

/** Trust anchors that a vantage lends to a run beside the built-in ones. */
export interface ExtraRoots {
  /** As reports mention them. */
  readonly name: string
  readonly pem: string
  /**
   * - `given`: somebody named them for this run, or for this vantage. The default.
   * - `system`: the operating system trusts them.
   * - `public`: everybody does, which only the lab can say of its own authority.
   */
  readonly kind?: 'given' | 'system' | 'public'
}

/** A finding on its way from a check to the run, as the catalogue makes it. */
export interface NewFinding {
  readonly code: string
  readonly severity: Severity
  /** `outside`: healthy when seen from inside, so it is kept silent there. */
  readonly where: 'both' | 'outside'
  readonly subject: Subject
  readonly values: { readonly [key: string]: Plain }
}

/** Where to connect, and for whose sake: an override with a port is looked up by the host. */
export interface ConnectTarget extends Endpoint {
  readonly host?: string | undefined
}

/** How long a step may take to end what it has begun, in seconds: the caller may be gone, and the deadline passed. */
export const FAREWELL_SECONDS = 20

/** What a check sees of the run that it is part of. */
export interface Step {
  readonly id: string
  readonly perspective: Perspective
  readonly vantageKind: 'edge' | 'local'
  /** Aborts when this step's time is over, or the run's, or the caller went away. */
  readonly signal: AbortSignal
  readonly resolvers: readonly Resolver[]
  readonly overrides: readonly Override[]
  /** What is meant to be so, as far as whoever asked said. */
  readonly expected: Expected
  readonly extraRoots: readonly ExtraRoots[]
  /** Endpoints known to answer by IPv6: connecting to one proves that this vantage has IPv6 itself. */
  readonly ipv6Witnesses: readonly Endpoint[]
  /** What this run has for signing in; absent without a credential. */
  readonly signIn?: RunSignIn
  /**
   * Writes a message of the wire into the trace; absent where nobody asked for one. What is secret is blotted out by
   * whoever calls it.
   *
   * @example
   * step.trace?.({ direction: 'sent', title: 'RTS CONN/A1', text: writer.annotated() })
   */
  readonly trace?: (message: TracedMessage) => void
  now(): number
  randomBytes(length: number): Uint8Array

  /** Asks another check. Checks made with `check()` call this; nobody else needs to. */
  ask<Input extends Plain, Answer>(definition: CheckDefinition<Input, Answer>, input: Input): Promise<Answer>

  /**
   * A connection within the run's budget and the target policy; closed when this step ends.
   * Rejects with a ConnectError, of code `timed-out` after `limitSeconds`.
   */
  connect(target: ConnectTarget, limitSeconds?: number): Promise<ByteStream>

  /**
   * Has something done when the step ends, whatever ends it, before its connections are closed: a session at a server is
   * ended in order, also when the caller went away. What was given last is done first; what it throws is not heard; all of it
   * together has {@link FAREWELL_SECONDS}.
   */
  lastly(farewell: () => Promise<unknown>): void

  /**
   * Keeps bytes for the rest of the run and returns their SHA-256 in hex: inputs of checks are plain data, so
   * a certificate is passed on by its hash.
   */
  keep(bytes: Uint8Array): Promise<string>
  /** What was kept under the hash. @throws RangeError when nothing was */
  kept(sha256: string): Uint8Array

  /** Keeps a fact beside the step. */
  note(name: string, value: Plain): void
  /**
   * Raises a finding and returns its id, to be named as the cause of others. The same finding about the same
   * subject is raised once a run. Undefined when the finding does not apply from this perspective.
   */
  find(finding: NewFinding, causedBy?: readonly (string | undefined)[]): string | undefined
  /** Says what an Outlook would do. */
  conclude(choice: Omit<OutlookChoice, 'step'>): void

  /** Ends the step: the answer is no. */
  fail(code: string, message: string): never
  /** Ends the step: the answer could not be learned. */
  cannotTell(code: string, message: string): never
}
