import { askAvailability, openInbox } from '../checks/ews/mailbox.ts'
import { serviceUrlsFor } from '../checks/sign-in/settings.ts'
import { check, settle } from '../engine/index.ts'
import { asUser, insist, serviceOf } from './as-user.ts'
import type { Probe } from './probe.ts'
import type { Target } from './target.ts'

const USUAL_PATH = '/EWS/Exchange.asmx'

/** The web services as the user: what free/busy times, automatic replies, and Outlook for Mac live on. */
export const ewsProbe: Probe = {
  name: 'ews',
  summary: 'do the web services show the user the inbox and free/busy times; it needs a credential',
  signsIn: true,
  targets: ['name'],
  takesServer: true,
  root: check('probe.ews', async (step, target: Target): Promise<void> => {
    const user = await asUser(step, target)
    const { ewsUrl, asUrl } = user.settings ? serviceUrlsFor(user.settings, step.perspective) : {}
    const inbox = await settle(openInbox(step, await serviceOf(step, user, ewsUrl, USUAL_PATH)))
    const free = await settle(askAvailability(step, await serviceOf(step, user, asUrl ?? ewsUrl, USUAL_PATH)))
    insist(step, [inbox, free])
  }),
}
