import { check, reasonOf, type Step } from '../../engine/index.ts'
import { signInBroken } from '../../findings/index.ts'
import { ConnectError } from '../../platform/index.ts'
import type { HttpHeaders } from '../../protocols/http/index.ts'
import type { TargetInfo } from '../../protocols/ntlm/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import { type Binding, SignInError } from '../../sign-in/index.ts'
import { mapiPing, RPC_HEADERS, rpcTarget } from '../exchange/questions.ts'
import { SignedInConnection } from './connection.ts'
import { explainBreak } from './explain-break.ts'
import { whyNotKept } from './kept.ts'
import { askOn } from './open.ts'
import type { SignedInRequest } from './request.ts'

/** A directory at which Outlook signs in to the mailbox, and which Exchange protects. */
export type ProtectedDirectory = 'rpc' | 'mapi'

export type DirectoryQuestion = {
  host: string
  address: string
  directory: ProtectedDirectory
  /** Nothing has proved the password, and there is no better place to: it is tried once, with the right binding. */
  first?: boolean
}

/** How one attempt came out. `kept-from`: the credential was not sent. */
export type Attempt =
  | { readonly kind: 'accepted'; readonly status: number; readonly stranded?: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'not-kept' }
  | {
      readonly kind: 'kept-from' | 'untold'
      readonly code: string
      readonly message: string
      readonly error: unknown
    }

/**
 * - `accepted`: with the binding of the certificate that is shown
 * - `binding-checked`: refused with that binding, let in with none
 * - `binding-required`: refused whatever the binding is
 * - `refused`: refused, and nothing else was tried
 * - `not-kept`: the messages of NTLM do not reach one server on one connection
 */
export type DirectoryOutcome = 'accepted' | 'binding-checked' | 'binding-required' | 'refused' | 'not-kept'

/** How the user gets into one directory of a host. */
export interface DirectorySignIn {
  readonly directory: ProtectedDirectory
  readonly path: string
  readonly outcome: DirectoryOutcome
  /** Of the last attempt, where it had an answer. */
  readonly status?: number
  /** The front end that let the user in and did not reach its back end. */
  readonly stranded?: string
  /** How the connection is lost, where that showed before anything was sent. */
  readonly lost?: { readonly how: 'ends' | 'shared'; readonly computers: readonly string[] }
  /** How the user was signed in, or would have been. */
  readonly scheme?: 'NTLM' | 'Negotiate' | 'Basic'
  /** Who answered by NTLM. */
  readonly targetInfo?: TargetInfo
  /** The leaf that was shown, by the hash under which it is kept. */
  readonly leaf?: string
}

/**
 * Does the directory let the user in? Asked with harmless requests: an echo of the RPC proxy, a PING of MAPI over
 * HTTP. Where the right binding is refused, none and a wrong one tell why.
 */
export const signInToDirectory = check(
  'sign-in.directory',
  async (step, question: DirectoryQuestion): Promise<DirectorySignIn> => {
    const { directory } = question
    const request = requestFor(question)
    const path = request.path.replace(/\?.*$/, '')
    const { host, address } = question
    const lost = await whyNotKept(step, { host, address, path })
    if (lost) {
      step.note('sign-in.outcome', { outcome: 'not-kept' })
      return { directory, path, outcome: 'not-kept', lost }
    }
    const right = await attempt(step, question, request, 'certificate')
    const seen = { directory, path, ...right.seen }
    const tell = (outcome: DirectoryOutcome, status?: number): DirectorySignIn => {
      step.note('sign-in.outcome', { outcome, scheme: seen.scheme, status })
      return { ...seen, outcome, ...(status !== undefined && { status }) }
    }
    if (right.attempt.kind === 'accepted') {
      const { status, stranded } = right.attempt
      return { ...tell('accepted', status), ...(stranded !== undefined && { stranded }) }
    }
    if (right.attempt.kind === 'not-kept') return tell('not-kept')
    if (right.attempt.kind !== 'refused') return endUntold(step, question, path, right.attempt)
    // With Basic there is nothing to bind.
    const unkept = await whyNotKept(step, { host, address, path, again: true })
    if (unkept) return { ...tell('not-kept'), lost: unkept }
    if (question.first === true || seen.scheme === 'Basic') return tell('refused')
    const none = await attempt(step, question, request, 'none')
    if (none.attempt.kind === 'accepted') return tell('binding-checked', none.attempt.status)
    if (none.attempt.kind === 'not-kept') return tell('not-kept')
    if (none.attempt.kind !== 'refused') return endUntold(step, question, path, none.attempt)
    const wrong = await attempt(step, question, request, 'wrong')
    if (wrong.attempt.kind === 'refused') return tell('binding-required')
    if (wrong.attempt.kind !== 'accepted' && wrong.attempt.kind !== 'not-kept')
      return endUntold(step, question, path, wrong.attempt)
    // Whoever accepts anything now and then keeps no rule of any binding.
    step.find(signInBroken({ host, path, how: 'inconsistent' }))
    return step.cannotTell(
      'sign-in.inconsistent',
      `${question.host} refuses the right binding and none, and not a wrong one`,
    )
  },
  { limitSeconds: 50 },
)

/** The credential was not sent, or nothing says how it was taken. */
function endUntold(
  step: Step,
  { host, address }: DirectoryQuestion,
  path: string,
  { code, message, error }: Extract<Attempt, { kind: 'kept-from' | 'untold' }>,
): never {
  explainBreak(step, { host, address, path }, error)
  return step.cannotTell(code, message)
}

async function attempt(
  step: Step,
  { host, address, first }: DirectoryQuestion,
  request: SignedInRequest,
  binding: Binding,
): Promise<{ attempt: Attempt; seen: Pick<DirectorySignIn, 'scheme' | 'targetInfo' | 'leaf'> }> {
  const connection = new SignedInConnection(step, { host, address })
  const attempted = await told()
  const { scheme, targetInfo } = connection.details
  const [leaf] = connection.chain
  return {
    attempt: attempted,
    seen: {
      ...(scheme && { scheme }),
      ...(targetInfo && { targetInfo }),
      ...(leaf && { leaf: await step.keep(leaf) }),
    },
  }

  async function told(): Promise<Attempt> {
    try {
      const asked = { ...request, binding, ...(first === true && { proves: true as const }) }
      const { status, headers } = await askOn(connection, asked)
      const stranded = strandedAt(status, headers)
      return { kind: 'accepted', status, ...(stranded !== undefined && { stranded }) }
    } catch (error) {
      if (step.signal.aborted) throw error
      if (error instanceof SignInError) return notSignedIn(error)
      if (error instanceof ProtocolError || error instanceof ConnectError) {
        return { kind: 'untold', error, ...reasonOf(error) }
      }
      throw error
    } finally {
      connection.close()
    }
  }
}

/** The front end of 2013 and later names itself, and the back end that answered, if one did. */
function strandedAt(status: number, headers: HttpHeaders): string | undefined {
  if (status !== 500 && status !== 503) return undefined
  if (headers.first('Retry-After') !== undefined) return undefined
  return headers.first('X-BEServer') === undefined ? headers.first('X-FEServer') : undefined
}

function notSignedIn(error: SignInError): Attempt {
  const { code, message } = error
  switch (code) {
    case 'sign-in.refused':
      return { kind: 'refused' }
    case 'sign-in.connection-not-kept':
      return { kind: 'not-kept' }
    case 'sign-in.untrusted-certificate':
    case 'sign-in.other-organisation':
    case 'sign-in.insecure':
    case 'sign-in.spent':
    case 'sign-in.not-proved':
      return { kind: 'kept-from', code, message, error }
    default:
      return { kind: 'untold', code, message, error }
  }
}

function requestFor({ host, address, directory }: DirectoryQuestion): SignedInRequest {
  if (directory === 'rpc') {
    return { method: 'RPC_IN_DATA', path: rpcTarget(host), headers: RPC_HEADERS, body: new Uint8Array() }
  }
  const { method, path, headers = [] } = mapiPing({ host, address }, 'emsmdb')
  return { method, path, headers, body: new Uint8Array() }
}
