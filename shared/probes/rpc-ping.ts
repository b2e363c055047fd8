import { madeUpAddress } from '../checks/autodiscover/target-domain.ts'
import { pingRpc } from '../checks/rpc/ping.ts'
import { rpcServerFor } from '../checks/rpc/server-name.ts'
import { enterAutodiscover, provedBy, startsFor } from '../checks/sign-in/enter.ts'
import { signInToHost } from '../checks/sign-in/host.ts'
import { addressOf } from '../checks/sign-in/place.ts'
import { check } from '../engine/index.ts'
import type { Probe } from './probe.ts'
import type { Target } from './target.ts'

/** What RpcPing does, for everybody: through the proxy to the server, as the user, endpoint by endpoint. */
export const rpcPingProbe: Probe = {
  name: 'rpc-ping',
  summary:
    'does the server behind the RPC proxy of a host answer by RPC over HTTP, on 6001, 6002 and 6004; it needs a credential',
  signsIn: true,
  targets: ['name', 'address'],
  takesRpc: true,
  root: check('probe.rpc-ping', async (step, target: Target): Promise<void> => {
    const { host, port = 443, rpc = {} } = target
    if (step.signIn === undefined) {
      return step.cannotTell(
        'rpc.no-credential',
        'the RPC proxy asks who it is before it passes anything on: give a credential with --user',
      )
    }
    const address = await addressOf(step, host, port)
    if (address === undefined) {
      return step.cannotTell('rpc.no-connection', `${host} takes no connection on port ${port}`)
    }
    const user = await enterAutodiscover(step, {
      email: step.signIn.authenticator.mailbox ?? madeUpAddress(host),
      named: false,
      starts: startsFor(undefined, [host]),
    })
    const [signIn] = await signInToHost(step, {
      host,
      address,
      directories: ['rpc'],
      ...(user && { proved: provedBy(user) }),
    })
    if (signIn?.outcome !== 'accepted') {
      return step.cannotTell('rpc.not-signed-in', `${host} does not let the user in to the RPC proxy`)
    }
    const { endpoint, holdSeconds, level = 'integrity', security } = rpc
    await pingRpc(step, {
      host,
      address,
      ...(port !== 443 && { port }),
      server: rpc.server ?? rpcServerFor(user?.settings, signIn.targetInfo) ?? host,
      level,
      ...(security && { security }),
      ...(endpoint !== undefined && { endpoints: [endpoint] }),
      ...(holdSeconds !== undefined && { holdSeconds }),
    })
  }),
}
