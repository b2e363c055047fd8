import { examineDomain } from '../checks/autodiscover/domain.ts'
import { examineSingleHost } from '../checks/autodiscover/single-host.ts'
import { askerFor } from '../checks/autodiscover/target-domain.ts'
import { check } from '../engine/index.ts'
import type { Probe } from './probe.ts'
import type { Target } from './target.ts'

/** Autodiscover as Outlook does it, without signing in: where each method leads, and which one is taken. */
export const autodiscoverProbe: Probe = {
  name: 'autodiscover',
  summary: 'does Autodiscover lead Outlook to Exchange, by which method, and what would the user be asked',
  signsIn: true,
  targets: ['name'],
  root: check('probe.autodiscover', async (step, target: Target): Promise<void> => {
    const asker = await askerFor(step, target)
    if (!asker) return examineSingleHost(step, { host: target.host })
    const { conclusions, published } = await examineDomain(step, { ...asker })
    for (const { told } of conclusions) {
      step.conclude({ ...told, transport: 'unknown', ...(published && { host: published.host }) })
    }
  }),
}
