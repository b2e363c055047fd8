import { check, settle } from '../../engine/index.ts'
import { examineHost } from '../certificate/host.ts'
import { askJson } from './ask-json.ts'
import { POX_PATH } from './candidates.ts'
import { isFound, lastHop } from './end.ts'
import { explainFailure, wrongAnswer } from './explain-failure.ts'
import { follow } from './journey.ts'
import { madeUpAddress } from './target-domain.ts'

/** Does this one host answer Autodiscover, whatever DNS says of its domain? */
export const examineSingleHost = check(
  'autodiscover.single-host',
  async (step, { host }: { host: string }): Promise<void> => {
    const email = madeUpAddress(host)
    const journey = await follow(step, { url: `https://${host}${POX_PATH}`, email, redirectAlone: false })
    if (journey.hops[0].answer) await settle(examineHost(step, { host, port: 443 }))
    if (isFound(journey)) {
      const end = lastHop(journey)
      const iis10 = end.answer?.headers.first('Server')?.startsWith('Microsoft-IIS/10') === true
      await settle(askJson(step, { host: end.host, port: end.port, email, iis10 }))
      return
    }
    const wrong = wrongAnswer(journey)
    if (wrong) step.find(wrong)
    else await explainFailure(step, journey)
    step.fail('autodiscover.not-found', `${host} does not answer Autodiscover`)
  },
)
