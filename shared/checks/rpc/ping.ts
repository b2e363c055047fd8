import { check, type Step, settle } from '../../engine/index.ts'
import type { Generation, Product } from '../../findings/index.ts'
import type { RpcAuthLevel, RpcSecurityPackage } from '../../protocols/rpc/index.ts'
import { type EndpointAnswer, pingEndpoint } from './endpoint.ts'
import { holdConnection } from './hold.ts'
import { RPC_ENDPOINTS, type RpcEndpointNumber } from './place.ts'

/** A server behind an RPC proxy that has let the user in. */
export type PingQuestion = {
  host: string
  address: string
  port?: number
  server: string
  level: RpcAuthLevel
  /** By this alone. */
  security?: RpcSecurityPackage
  /** Default: all three. */
  endpoints?: readonly RpcEndpointNumber[]
  /** To hold a connection for so long, where somebody asked for it. */
  holdSeconds?: number
  front?: Product
  generation?: Generation
}

/**
 * Does the server behind the proxy answer on the endpoints that Outlook uses? One after the other: each takes two connections.
 * Fails where one does not answer.
 */
export const pingRpc = check('rpc.ping', async (step, question: PingQuestion): Promise<void> => {
  const { endpoints = RPC_ENDPOINTS, holdSeconds, ...place } = question
  const answers = new Map<RpcEndpointNumber, EndpointAnswer>()
  const missing: RpcEndpointNumber[] = []
  for (const endpoint of endpoints) {
    const othersAnswer = answers.has(6001)
    const asked = await settle(
      pingEndpoint(step, { ...place, endpoint, ...(othersAnswer && { othersAnswer }) }),
    )
    if (asked.answered) answers.set(endpoint, asked.answer)
    else missing.push(endpoint)
    // What keeps the channels apart keeps them apart whoever they lead to, and it takes its time to see.
    if (!asked.answered && SAME_EVERYWHERE.includes(asked.failure.reason.code)) throw asked.failure
  }
  const [first] = answers.keys()
  if (holdSeconds !== undefined && first !== undefined)
    await settle(holdConnection(step, { ...place, endpoint: first, seconds: holdSeconds }))
  tell(step, answers, missing)
})

/** Codes of failures that have nothing to do with the endpoint. */
const SAME_EVERYWHERE = [
  'rpc.no-c2',
  'rpc.no-a3',
  'rpc.no-answer-out',
  'sign-in.refused',
  'sign-in.spent',
  'sign-in.not-proved',
]

function tell(
  step: Step,
  answers: ReadonlyMap<RpcEndpointNumber, EndpointAnswer>,
  missing: readonly RpcEndpointNumber[],
): void {
  step.note('rpc.endpoints', { answer: [...answers.keys()], missing: [...missing] })
  if (missing.length > 0) step.fail('rpc.endpoints', `no answer on ${missing.join(', ')}`)
}
