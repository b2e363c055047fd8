import type { OutlookChoice } from '../../engine/index.ts'
import { type Choice, type Client, urlOf } from './choose.ts'
import type { Search } from './search.ts'
import { switchesOf } from './switches.ts'
import { type CloudAnswer, wayOf } from './way.ts'

/** What an Outlook comes to in its search for the settings; how it connects then is another question. */
export interface Conclusion {
  /** Whether it speaks MAPI over HTTP where it is offered. */
  readonly mapiHttp: boolean
  readonly told: Omit<OutlookChoice, 'step' | 'transport'>
}

export function conclusionOf(client: Client, choice: Choice, search: Search, cloud: CloudAnswer): Conclusion {
  const { taken, prompts, mapiHttp } = choice
  return {
    mapiHttp,
    told: {
      client: client.name,
      prompts: [...prompts],
      ...(taken && { autodiscoverUrl: urlOf(taken) }),
      way: wayOf(client, choice, search.domain, cloud),
      switches: switchesOf(client, choice, search, cloud),
    },
  }
}
