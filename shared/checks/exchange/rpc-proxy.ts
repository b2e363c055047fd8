import { check, type Step, settle } from '../../engine/index.ts'
import { rpcRequestRejected } from '../../findings/index.ts'
import { frontOf } from '../http/product.ts'
import { type Asked, askAndRead } from './asked.ts'
import { type HostAddress, OWN_USER_AGENT, rpcGet, rpcVerb } from './questions.ts'
import { type ChannelAnswer, openRpcChannel } from './rpc-channel.ts'

export interface RpcProxyAnswers {
  /** The two verbs of RPC over HTTP, without a body. */
  readonly verbs: readonly Asked[]
  /** The same place by GET, under Outpost's own name. */
  readonly get: Asked
  /** By GET under Outlook's name: asked only when a filter by name has to be told from other refusals. */
  readonly getAsOutlook?: Asked
  /** The head of a whole IN channel: opened only where the verbs are challenged. */
  readonly channel?: ChannelAnswer
}

/** How does the RPC proxy of a host answer who has not signed in? */
export const askRpcProxy = check(
  'exchange.rpc-proxy',
  async (step, at: HostAddress): Promise<RpcProxyAnswers> => {
    const [incoming, outgoing, get] = await Promise.all([
      askAndRead(step, rpcVerb(at, 'RPC_IN_DATA')),
      askAndRead(step, rpcVerb(at, 'RPC_OUT_DATA')),
      askAndRead(step, rpcGet(at, OWN_USER_AGENT)),
    ])
    const verbs = [incoming, outgoing]
    if (!verbs.some(({ answered }) => answered)) explainSilence(step, at, verbs, get)
    const challenged = verbs.every(isChallenged)
    const differs = challenged ? isDenied(get) : verbs.some(isDenied) && isChallenged(get)
    const [channel, getAsOutlook] = await Promise.all([
      challenged ? settle(openRpcChannel(step, at)) : undefined,
      differs ? askAndRead(step, rpcGet(at, 'MSRPC')) : undefined,
    ])
    return {
      verbs,
      get,
      ...(getAsOutlook ? { getAsOutlook } : {}),
      ...(channel?.answered ? { channel: channel.answer } : {}),
    }
  },
)

/** How a connection ends that is ended in place of an answer. */
const CUT_OFF = ['http.closed-before-answer', 'connect.closed', 'tls.closed-without-notify']

/** The verbs get no answer at all. When GET does, and they do not wait for it in vain, they are to blame. */
function explainSilence(step: Step, { host }: HostAddress, verbs: readonly Asked[], get: Asked): void {
  const cut = verbs.every((asked) => !asked.answered && CUT_OFF.includes(asked.code))
  if (!cut || !get.answered) {
    step.cannotTell('exchange.rpc-silent', `${host} answers no request for an RPC channel`)
  }
  step.find(rpcRequestRejected({ host, product: frontOf(get.answer) ?? 'unknown', what: 'verb' }))
}

function isChallenged(asked: Asked): boolean {
  return asked.answered && asked.reading.kind === 'challenge'
}

function isDenied(asked: Asked): boolean {
  return asked.answered && asked.reading.kind === 'denied'
}
