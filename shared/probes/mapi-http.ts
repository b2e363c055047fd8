import { examineMapiHttp } from '../checks/mailbox/examine.ts'
import { enterHosts } from '../checks/sign-in/enter.ts'
import { mapiUrlsFor } from '../checks/sign-in/settings.ts'
import { check } from '../engine/index.ts'
import { asUser } from './as-user.ts'
import type { Probe } from './probe.ts'
import type { Target } from './target.ts'

/** MAPI over HTTP as the user, down to the mailbox and the address book: what current Outlooks use. */
export const mapiHttpProbe: Probe = {
  name: 'mapi-http',
  summary:
    'does the mailbox open by MAPI over HTTP, and does the address book know the user; it needs a credential',
  signsIn: true,
  targets: ['name'],
  takesServer: true,
  root: check('probe.mapi-http', async (step, target: Target): Promise<void> => {
    const { email, settings, published } = await asUser(step, target)
    if (settings === undefined || mapiUrlsFor(settings, step.perspective) === undefined) {
      return step.fail('mapi-http.not-offered', 'Autodiscover hands out no MAPI over HTTP to the user')
    }
    const { places } = await enterHosts(step, { email, settings, url: settings.url }, published, undefined)
    if (places?.mapi === undefined) {
      return step.cannotTell('mapi-http.not-signed-in', 'the user does not get into /mapi')
    }
    await examineMapiHttp(step, places)
  }),
}
