import { POX_PATH } from '../checks/autodiscover/candidates.ts'
import { examineDomain } from '../checks/autodiscover/domain.ts'
import { examineSingleHost } from '../checks/autodiscover/single-host.ts'
import { askerFor } from '../checks/autodiscover/target-domain.ts'
import { enterAs } from '../checks/sign-in/enter.ts'
import { check, settle } from '../engine/index.ts'
import type { Probe } from './probe.ts'
import type { Target } from './target.ts'

/** Autodiscover as Outlook does it: where each method leads, which one is taken, and with a credential what it tells the user. */
export const autodiscoverProbe: Probe = {
  name: 'autodiscover',
  summary: 'does Autodiscover lead Outlook to Exchange, by which method, and what would the user be asked',
  signsIn: true,
  targets: ['name'],
  root: check('probe.autodiscover', async (step, target: Target): Promise<void> => {
    const asker = await askerFor(step, target)
    if (!asker) {
      const alone = await settle(examineSingleHost(step, { host: target.host }))
      if (step.signIn) await enterAs(step, undefined, target.host, `https://${target.host}${POX_PATH}`)
      if (!alone.answered) throw alone.failure
      return
    }
    const asked = await settle(examineDomain(step, { ...asker }))
    const found = asked.answered
      ? asked.answer.conclusions.find(({ told }) => told.autodiscoverUrl !== undefined)
      : undefined
    if (step.signIn) await enterAs(step, asker, target.host, found?.told.autodiscoverUrl)
    if (!asked.answered) throw asked.failure
    const { conclusions, published } = asked.answer
    for (const { told } of conclusions) {
      step.conclude({ ...told, transport: 'unknown', ...(published && { host: published.host }) })
    }
  }),
}
