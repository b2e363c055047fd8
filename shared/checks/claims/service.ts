import { check } from '../../engine/index.ts'
import { type Generation, type SettingsService, serviceUrlUnreachable } from '../../findings/index.ts'
import { type Asked, askUrl } from '../autodiscover/ask.ts'

type Question = {
  url: string
  services: readonly SettingsService[]
  /** The host that publishes Exchange: what all its directories have in common is told by other checks. */
  mainHost: string
  generation?: Generation
}

/** Is a service where Autodiscover says? (X09) Whether anybody may use it is another question. */
export const lookForService = check(
  'claims.service',
  async (step, { url, services, mainHost, generation }: Question): Promise<void> => {
    const values = { services: [...services], url, mainHost, ...(generation && { generation }) }
    const parsed = URL.parse(url)
    if (parsed?.protocol !== 'https:' || parsed.hostname === '') {
      step.find(serviceUrlUnreachable({ ...values, host: '', problem: 'no-url' }))
      return step.fail('claims.no-url', `${url.slice(0, 200)} is no https URL`)
    }
    const asked = await askUrl(step, { url, method: 'GET' })
    const problem = problemOf(asked, asked.host === mainHost, step.perspective === 'outside')
    if (problem === undefined) return
    const status = asked.reading?.status
    step.find(serviceUrlUnreachable({ ...values, host: asked.host, problem, ...(status && { status }) }))
    step.fail(`claims.${problem}`, `${asked.host} does not answer for ${services.join(', ')}`)
  },
  { needed: false },
)

type Problem = 'no-address' | 'unreachable' | 'missing' | 'denied' | 'broken'

/** What is wrong there and nobody else says: a name without an address outside is a fault of its own (X04). */
function problemOf({ reading, failure }: Asked, isMain: boolean, isOutside: boolean): Problem | undefined {
  if (reading?.kind === 'missing') return 'missing'
  if (isMain) return undefined
  switch (reading?.kind) {
    case 'denied':
      return 'denied'
    case 'broken':
    case 'unavailable':
    case 'inner-name':
      return 'broken'
  }
  if (failure?.code === 'dns.no-address') return isOutside ? undefined : 'no-address'
  return failure?.code.startsWith('connect.') ? 'unreachable' : undefined
}
