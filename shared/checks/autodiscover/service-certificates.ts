import { check, settle } from '../../engine/index.ts'
import { namespaceNotShared, serviceCertificateDiffers } from '../../findings/index.ts'
import { glanceAtCertificate } from '../certificate/glance.ts'
import { askUrl } from './ask.ts'

type Question = { mainHost: string; service: string; host: string; url: string }

/** A service is handed out under a host of its own (S05). Is that host covered by the certificate there? (T12) */
export const examineService = check(
  'autodiscover.service',
  async (step, { mainHost, service, host, url }: Question): Promise<void> => {
    const { answer, failure } = await askUrl(step, { url, method: 'GET' })
    const chain = answer?.chain ?? []
    if (chain.length === 0)
      return step.fail(failure?.code ?? 'tls.no-certificate', `${host} showed no certificate`)
    const glance = await settle(glanceAtCertificate(step, { host, chain: [...chain] }))
    if (!glance.answered) return
    const { problem, names } = glance.answer
    if (problem === undefined) step.find(namespaceNotShared({ host: mainHost, service, otherHost: host }))
    else step.find(serviceCertificateDiffers({ service, host, mainHost, problem, names: [...names] }))
  },
  { needed: false },
)
