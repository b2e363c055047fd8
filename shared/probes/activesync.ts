import { ACTIVESYNC_PATH, askActiveSync, syncFolders } from '../checks/activesync/service.ts'
import { check, settle } from '../engine/index.ts'
import { asUser, insist, serviceOf } from './as-user.ts'
import type { Probe } from './probe.ts'
import type { Target } from './target.ts'

/** ActiveSync as the user: what phones synchronise by. */
export const activesyncProbe: Probe = {
  name: 'activesync',
  summary:
    'does ActiveSync serve the user, and which versions of it; it needs a credential, as a rule by Basic',
  signsIn: true,
  targets: ['name'],
  takesServer: true,
  syncs: true,
  root: check('probe.activesync', async (step, target: Target): Promise<void> => {
    const user = await asUser(step, target)
    const place = await serviceOf(step, user, undefined, ACTIVESYNC_PATH)
    const asked = await settle(askActiveSync(step, place))
    insist(step, [asked])
    if (target.activesyncSync !== true || !asked.answered) return
    insist(step, [await settle(syncFolders(step, { ...place, versions: asked.answer }))])
  }),
}
