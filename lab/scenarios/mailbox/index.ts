import type { Scenario } from '../scenario.ts'
import { healthyMailboxes } from './healthy-mailboxes.ts'
import { mailboxCachedModeOnly } from './mailbox-cached-mode-only.ts'
import { mailboxClientBlocked } from './mailbox-client-blocked.ts'
import { mailboxDisabled } from './mailbox-disabled.ts'
import { mailboxHidden } from './mailbox-hidden.ts'
import { mailboxLogonRefused } from './mailbox-logon-refused.ts'
import { mailboxMoved } from './mailbox-moved.ts'
import { mailboxMoving } from './mailbox-moving.ts'
import { mailboxOfSomebodyElse } from './mailbox-of-somebody-else.ts'
import { mailboxProtocolDisabled } from './mailbox-protocol-disabled.ts'
import { mailboxUnknownHere } from './mailbox-unknown-here.ts'
import { mapiGatewayFails } from './mapi-gateway-fails.ts'
import { rpcAffinityByCookie, rpcAffinityByLateCookie } from './rpc-affinity-by-cookie.ts'
import { rpcChannelsApart } from './rpc-channels-apart.ts'
import { rpcDirectoryDown } from './rpc-directory-down.ts'
import { rpcIdleCut } from './rpc-idle-cut.ts'
import { rpcInHeldBack } from './rpc-in-held-back.ts'
import { rpcInterfaceMissing } from './rpc-interface-missing.ts'
import { rpcOutHeldBack } from './rpc-out-held-back.ts'
import { rpcPackages } from './rpc-packages.ts'
import { rpcReferralMissing } from './rpc-referral-missing.ts'
import { rpcServerBusy } from './rpc-server-busy.ts'
import { rpcServerDown } from './rpc-server-down.ts'
import { rpcServerHangs } from './rpc-server-hangs.ts'
import { rpcServerLost } from './rpc-server-lost.ts'
import { rpcServerUnknown } from './rpc-server-unknown.ts'
import { rpcUserDenied } from './rpc-user-denied.ts'

/** The tenants that probes with a credential are held against: RPC and MAPI over HTTP, down to the mailbox. */
export const mailboxScenarios: readonly Scenario[] = [
  ...healthyMailboxes,
  mailboxCachedModeOnly,
  mailboxClientBlocked,
  mailboxDisabled,
  mailboxHidden,
  mailboxLogonRefused,
  mailboxMoved,
  mailboxMoving,
  mailboxOfSomebodyElse,
  mailboxProtocolDisabled,
  mailboxUnknownHere,
  rpcReferralMissing,
  mapiGatewayFails,
  rpcAffinityByCookie,
  rpcAffinityByLateCookie,
  rpcChannelsApart,
  rpcDirectoryDown,
  rpcIdleCut,
  rpcInHeldBack,
  rpcInterfaceMissing,
  rpcOutHeldBack,
  ...rpcPackages,
  rpcServerBusy,
  rpcServerDown,
  rpcServerHangs,
  rpcServerLost,
  rpcServerUnknown,
  rpcUserDenied,
]
