import { check } from '../../engine/index.ts'
import { referralRefused } from '../../findings/index.ts'
import {
  mapiErrorText,
  RFR_OPNUM,
  readGetFqdn,
  readGetNewDsa,
  writeGetFqdn,
  writeGetNewDsa,
} from '../../protocols/mapi/index.ts'
import { RPC_INTERFACE } from '../../protocols/rpc/index.ts'
import { Progress } from './progress.ts'
import { RpcCaller, type RpcMailboxPlace } from './rpc-caller.ts'

/** The referral service, and the server that its name is asked of. */
export type ReferralPlace = RpcMailboxPlace & {
  /** The legacy distinguished name of the mailbox's server, where Autodiscover tells it. */
  serverDn?: string
}

/** Which server has the address book for the user, and which host is the mailbox's server (MS-OXABREF section 3.1.4)? */
export const askReferral = check(
  'rpc.referral',
  async (step, { serverDn, ...place }: ReferralPlace): Promise<string | undefined> => {
    const progress = new Progress(step, 'rpc-http')
    const caller = new RpcCaller(step, place, progress)
    await caller.open(RPC_INTERFACE.rfr, 'RFR')
    const { server, code } = await caller.call(
      'RfrGetNewDSA',
      RFR_OPNUM.RfrGetNewDSA,
      writeGetNewDsa(place.dn),
      readGetNewDsa,
    )
    if (code !== 0) {
      const text = mapiErrorText(code)
      const { host, server: asked, endpoint, generation } = place
      step.find(
        referralRefused({ host, server: asked, endpoint, code: text, ...(generation && { generation }) }),
      )
      const message = `RfrGetNewDSA is refused with ${text}`
      return progress.stop('RfrGetNewDSA', text, { code: 'referral.refused', message })
    }
    progress.reached('RfrGetNewDSA')
    progress.learned('addressBook', server)
    if (serverDn !== undefined) {
      const named = await caller.call(
        'RfrGetFQDNFromServerDN',
        RFR_OPNUM.RfrGetFQDNFromServerDN,
        writeGetFqdn(serverDn),
        readGetFqdn,
      )
      if (named.code === 0) progress.reached('RfrGetFQDNFromServerDN')
      progress.learned('mailboxServer', named.server ?? mapiErrorText(named.code))
    }
    await caller.close()
    progress.tell()
    return server
  },
  // Who finds the address book by other means does without.
  { limitSeconds: 50, needed: false },
)
