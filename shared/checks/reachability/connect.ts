import { check } from '../../engine/index.ts'
import { ConnectError } from '../../platform/index.ts'

type EndpointOfHost = { host: string; address: string; port: number }

/** Does this port take connections? Fails with `connect.refused`, `connect.timed-out` and so on. */
export const connectTcp = check(
  'tcp.connect',
  async (step, { host, address, port }: EndpointOfHost): Promise<void> => {
    try {
      const stream = await step.connect({ host, address, port })
      stream.close()
    } catch (error) {
      if (!(error instanceof ConnectError) || error.code === 'aborted') throw error
      const end = error.code === 'blocked' ? step.cannotTell : step.fail
      end(`connect.${error.code}`, error.message)
    }
  },
  // What a closed port means is said by whoever asks: on 443 it is a fault, on 593 it is healthy.
  { needed: false },
)
