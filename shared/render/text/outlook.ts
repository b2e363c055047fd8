import type { OutlookChoice, Report } from '../../engine/index.ts'
import type { Style } from './style.ts'
import { wrap } from './wrap.ts'

const TRANSPORTS: Readonly<Record<OutlookChoice['transport'], string | undefined>> = {
  'mapi-http': 'MAPI over HTTP',
  'rpc-http': 'Outlook Anywhere (RPC over HTTP)',
  none: undefined,
  unknown: undefined,
}

/** What an Outlook of each generation would do with what was found; nothing where that was not the question. */
export function outlookSection({ outlook }: Report, style: Style): string[] {
  if (outlook.length === 0) return []
  const lines = outlook.flatMap((choice) =>
    wrap(style.foreign(`${choice.client}: ${described(choice)}.`), style.proseWidth, {
      first: '  ',
      rest: '    ',
    }),
  )
  return [style.paint('bold', 'WHAT OUTLOOK WOULD DO'), '', ...lines, '']
}

function described({ autodiscoverUrl, host, transport, authentication, prompts }: OutlookChoice): string {
  const by = TRANSPORTS[transport]
  const parts = [
    autodiscoverUrl === undefined ? 'finds no Autodiscover' : `takes ${autodiscoverUrl}`,
    host !== undefined && (by === undefined ? `Exchange is at ${host}` : `connects to ${host} by ${by}`),
    by !== undefined && authentication !== undefined && `signs in by ${authentication}`,
    prompts.length > 0 && `the user is asked: ${prompts.join(', ')}`,
  ]
  return parts.filter((part) => part !== false).join('; ')
}
