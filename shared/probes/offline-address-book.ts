import { readOfflineAddressBook } from '../checks/oab/manifest.ts'
import { serviceUrlsFor } from '../checks/sign-in/settings.ts'
import { check, settle } from '../engine/index.ts'
import { asUser, insist, serviceOf } from './as-user.ts'
import type { Probe } from './probe.ts'
import type { Target } from './target.ts'

/** The offline address book as the user: what Outlook in cached mode downloads. */
export const offlineAddressBookProbe: Probe = {
  name: 'offline-address-book',
  summary: 'can the user download the offline address book, by its manifest; it needs a credential',
  signsIn: true,
  targets: ['name'],
  takesServer: true,
  root: check('probe.offline-address-book', async (step, target: Target): Promise<void> => {
    const user = await asUser(step, target)
    const { oabUrl } = user.settings ? serviceUrlsFor(user.settings, step.perspective) : {}
    // Its folder has the address book's own identifier: it cannot be guessed.
    if (oabUrl === undefined)
      return step.cannotTell('oab.not-handed-out', 'Autodiscover hands out no offline address book')
    insist(step, [await settle(readOfflineAddressBook(step, await serviceOf(step, user, oabUrl, '/OAB/')))])
  }),
}
