import { type Step, settle } from '../../engine/index.ts'
import { coexistenceSecureChannel } from '../../findings/index.ts'
import { examineService } from '../autodiscover/service-certificates.ts'
import { handedOutHosts, handedOutUrls } from './hand-outs.ts'
import { judgeSettings } from './judge-settings.ts'
import { lookForName } from './name.ts'
import { lookForService } from './service.ts'
import { type Front, mailboxGeneration, type Told } from './told.ts'

export type { Front, Told } from './told.ts'

/**
 * Does what Autodiscover told the user fit together, and is what it hands out there? `examined`: hosts whose certificates were
 * held against the names of services before.
 */
export async function examineClaims(
  step: Step,
  told: Told,
  front: Front,
  examined: readonly string[] = [],
): Promise<void> {
  explainSettings(step, told, front)
  const urls = handedOutUrls(told, step.perspective)
  const names = new Map<string, Set<string>>()
  const add = (host: string, service: string) => names.set(host, (names.get(host) ?? new Set()).add(service))
  for (const { url, services } of urls) {
    const host = URL.parse(url)?.hostname
    if (host) for (const service of services) add(host, service)
  }
  for (const { host, services } of handedOutHosts(told, step.perspective)) {
    for (const service of services) add(host, service)
  }
  const from = new URL(told.url).hostname
  const others = [...names].filter(([host]) => host !== front.host && !examined.includes(host))
  await Promise.all([
    ...[...names].map(([host, services]) =>
      settle(lookForName(step, { host, services: [...services], from })),
    ),
    ...urls.map(({ url, services }) =>
      settle(
        lookForService(step, {
          url,
          services: [...services],
          mainHost: front.host,
          ...(front.generation && { generation: front.generation }),
        }),
      ),
    ),
    ...others.flatMap(([host]) => {
      const own = urls.find(({ url }) => URL.parse(url)?.hostname === host)
      const service = own?.services[0]
      return own && service
        ? [settle(examineService(step, { mainHost: front.host, service, host, url: own.url }))]
        : []
    }),
  ])
}

function explainSettings(step: Step, told: Told, front: Front): void {
  const legacy = mailboxGeneration(told)
  for (const finding of judgeSettings(told, front, step.perspective)) {
    const id = step.find(finding)
    if (finding.code === 'coexistence' && (legacy === '2007' || legacy === '2010')) {
      step.find(coexistenceSecureChannel({ host: front.host, legacy }), [id])
    }
  }
}
