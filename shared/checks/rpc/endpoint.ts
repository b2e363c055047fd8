import { check, reasonOf, type Step } from '../../engine/index.ts'
import { idleTimeoutShort } from '../../findings/index.ts'
import { ConnectError } from '../../platform/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import {
  inquireInterfaceIds,
  interfaceName,
  isServerListening,
  RPC_INTERFACE,
  type RpcAuthLevel,
  type RpcBinding,
  RpcFault,
  type RpcSecurityPackage,
} from '../../protocols/rpc/index.ts'
import { explainBreak } from '../sign-in/explain-break.ts'
import { explainRpcError } from './explain.ts'
import { openMeeting } from './meeting.ts'
import { type RpcPlace, spotOf } from './place.ts'
import type { RpcSession } from './session.ts'

export type EndpointQuestion = RpcPlace & {
  level: RpcAuthLevel
  /** By this alone; by NTLM, or where the server does not know that by Negotiate, unless told otherwise. */
  security?: RpcSecurityPackage
  /** Another endpoint of the same server answers. */
  othersAnswer?: boolean
}

export interface EndpointAnswer {
  /** What the server offers there, by the names that people know, else by UUID. */
  readonly interfaces: readonly string[]
  /** How long the proxy bears a channel on which nothing goes (CONN/A3), in seconds. */
  readonly outTimeoutSeconds: number
}

const ANSWER_WITHIN_MS = 8000
/** What IIS announces unless it is told otherwise; the protocol knows nothing shorter (MS-RPCH section 2.2.3.5.3). */
const LEAST_TIMEOUT_MS = 120_000

/**
 * Does the server answer at this endpoint, asked as RpcPing asks: through the proxy, as the user, by the management interface
 * that every RPC server has? What is noted says how far it came.
 */
export const pingEndpoint = check(
  'rpc.endpoint',
  async (step, question: EndpointQuestion): Promise<EndpointAnswer> => {
    const progress: Progress = { reached: [] }
    try {
      const session = await open(step, question, progress)
      const answer = await ask(session, progress)
      const { outTimeoutMs } = session.connection.facts
      if (outTimeoutMs < LEAST_TIMEOUT_MS) {
        const { host } = question
        step.find(idleTimeoutShort({ host, how: 'announced', seconds: outTimeoutMs / 1000 }))
      }
      await session.close()
      tell(step, question, progress)
      return { ...answer, outTimeoutSeconds: outTimeoutMs / 1000 }
    } catch (error) {
      return endRpcStep(step, question, error, progress)
    }
  },
  { limitSeconds: 60 },
)

/** What was answered well, in order. */
interface Progress {
  readonly reached: string[]
  /** What the user signed in to RPC by. */
  by?: RpcSecurityPackage
  facts?: { readonly [name: string]: string | number | readonly string[] }
}

/** Opens the connection, and says how far it came. */
async function open(step: Step, question: EndpointQuestion, progress: Progress): Promise<RpcSession> {
  const options = {
    interface: RPC_INTERFACE.mgmt,
    ...securityOf(question),
    answerWithinMs: ANSWER_WITHIN_MS,
  }
  const session = await openMeeting(step, question, options)
  const { outTimeoutMs, inTimeoutMs, sendWindow } = session.connection.facts
  progress.reached.push('http', 'rts', 'bind')
  if (session.by !== undefined) progress.by = session.by
  progress.facts = {
    outTimeoutSeconds: outTimeoutMs / 1000,
    ...(inTimeoutMs !== undefined && { inTimeoutSeconds: inTimeoutMs / 1000 }),
    sendWindow,
  }
  return session
}

/** How the user signs in to RPC, for a session. */
export function securityOf({ level, security }: Pick<EndpointQuestion, 'level' | 'security'>) {
  return { level, ...(security && { security }) }
}

async function ask({ binding }: RpcSession, progress: Progress): Promise<Pick<EndpointAnswer, 'interfaces'>> {
  const { listening } = await isServerListening(binding)
  progress.reached.push('call')
  const interfaces = await interfacesAt(binding)
  progress.facts = { ...progress.facts, listening: String(listening), interfaces }
  return { interfaces }
}

/** Not every server tells everybody; that it answers is answer enough. */
async function interfacesAt(binding: RpcBinding): Promise<string[]> {
  try {
    const { interfaces } = await inquireInterfaceIds(binding)
    return interfaces.map((each) => interfaceName(each) ?? each.uuid)
  } catch (error) {
    if (error instanceof RpcFault) return []
    throw error
  }
}

function tell(
  step: Step,
  { endpoint, server, level }: EndpointQuestion,
  { reached, by, facts }: Progress,
  stopped?: { readonly stage: string; readonly code: string; readonly said?: string },
): void {
  step.note('rpc.progress', {
    endpoint,
    server,
    level,
    ...(by && { security: by }),
    reached: [...reached],
    ...facts,
    ...(stopped && { stopped: stopped.stage, code: stopped.code }),
    ...(stopped?.said !== undefined && { said: stopped.said }),
  })
}

const STAGES = ['http', 'rts', 'bind', 'call']

/** Ends the step for an error of RPC, or of what carries it, with the finding that it stands for. */
export function endRpcStep(
  step: Step,
  question: EndpointQuestion,
  error: unknown,
  progress: Progress = { reached: [] },
): never {
  if (step.signal.aborted) throw error
  const { level, security, othersAnswer = false } = question
  const attempt = { level, othersAnswer, ...(security && { security }) }
  const failure = explainRpcError(step, question, attempt, error)
  if (failure !== undefined) {
    const before = STAGES.slice(0, STAGES.indexOf(failure.stage))
    const reached = progress.reached.length > 0 ? progress.reached : before
    tell(step, question, { ...progress, reached: [...reached] }, failure)
    const { code, message, unanswered } = failure
    return unanswered ? step.cannotTell(code, message) : step.fail(code, message)
  }
  if (!(error instanceof ConnectError) && !(error instanceof ProtocolError)) throw error
  const { code, message } = reasonOf(error)
  const told = explainBreak(step, spotOf(question), error)
  tell(step, question, progress, { stage: 'http', code })
  return told ? step.fail(code, message) : step.cannotTell(code, message)
}
