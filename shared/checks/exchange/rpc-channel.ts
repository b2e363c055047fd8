import { check } from '../../engine/index.ts'
import { ConnectError } from '../../platform/index.ts'
import { HttpConnection } from '../../protocols/http/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import { type AnswerReading, readAnswer } from '../http/reading.ts'
import { openConnection } from '../http/request.ts'
import { type HostAddress, RPC_HEADERS, rpcTarget, urlOf } from './questions.ts'

/** What every client announces for its IN channel (MS-RPCH section 2.1.2.1.1). */
const CHANNEL_LENGTH = '1073741824'

/** Longer than any server takes that answers from the head alone, as IIS does. */
const PATIENCE_MS = 7000

/** What the head of an IN channel brings about: `silence` when who got it waits for a body of 1 GiB. */
export type ChannelAnswer = AnswerReading | 'silence' | 'closed'

/**
 * How is the head of an RPC channel answered whose body does not come? IIS answers 401 from the head alone;
 * what refuses the length, or waits for the body, is something else. Only worth asking where the same verb
 * without a body brings 401.
 */
export const openRpcChannel = check(
  'exchange.rpc-channel',
  async (step, { host, address }: HostAddress): Promise<ChannelAnswer> => {
    const { stream } = await openConnection(step, { host, address, port: 443, secure: true })
    const { response } = new HttpConnection(stream).open({
      method: 'RPC_IN_DATA',
      target: rpcTarget(host),
      headers: [
        ['Host', host],
        ...RPC_HEADERS,
        ['Connection', 'Keep-Alive'],
        ['Content-Length', CHANNEL_LENGTH],
      ],
    })
    let waitedInVain = false
    const timer = setTimeout(() => {
      waitedInVain = true
      stream.close()
    }, PATIENCE_MS)
    try {
      const { status, reason, headers, body } = await response
      step.note('http.status', status)
      const page = new TextDecoder().decode((await body.read().catch(() => null)) ?? new Uint8Array())
      const answer = { status, reason, headers, body: page, chain: [], answeredAt: step.now() }
      return readAnswer(answer, urlOf({ host, path: rpcTarget(host) }))
    } catch (error) {
      if (step.signal.aborted) throw error
      if (!(error instanceof ProtocolError) && !(error instanceof ConnectError)) throw error
      const outcome = waitedInVain ? 'silence' : 'closed'
      step.note('exchange.channel', outcome)
      return outcome
    } finally {
      clearTimeout(timer)
    }
  },
  { limitSeconds: 20, needed: false },
)
