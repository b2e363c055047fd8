import { check } from '../../engine/index.ts'
import { idleTimeoutShort } from '../../findings/index.ts'
import { isServerListening, RPC_INTERFACE } from '../../protocols/rpc/index.ts'
import { type EndpointQuestion, endRpcStep, securityOf } from './endpoint.ts'
import { openMeeting } from './meeting.ts'

export type HoldQuestion = EndpointQuestion & { seconds: number }

/**
 * Does a connection on which nobody asks anything live so long, kept alive with pings as Outlook does it? Only where
 * somebody asked for it: it takes its time.
 */
export const holdConnection = check('rpc.hold', async (step, question: HoldQuestion): Promise<void> => {
  const { host, seconds } = question
  try {
    const { binding, connection, close } = await openMeeting(step, question, {
      interface: RPC_INTERFACE.mgmt,
      ...securityOf(question),
    })
    await isServerListening(binding)
    const began = step.now()
    const cut = await Promise.race([connection.ended.then(() => true), wait(seconds * 1000, step.signal)])
    const held = Math.round((step.now() - began) / 1000)
    step.note('rpc.held', { seconds: held, cut })
    if (cut) {
      const announcedSeconds = connection.facts.outTimeoutMs / 1000
      step.find(idleTimeoutShort({ host, how: 'cut', seconds: held, announcedSeconds }))
      return step.fail('rpc.cut', `the connection was cut after ${held} s`)
    }
    await isServerListening(binding)
    await close()
  } catch (error) {
    return endRpcStep(step, question, error)
  }
})

/** Resolves with false when the time is over. */
function wait(milliseconds: number, signal: AbortSignal): Promise<false> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(false), milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
