import type { OutlookChoice } from '../engine/index.ts'

const TRANSPORTS: Readonly<Record<OutlookChoice['transport'], string | undefined>> = {
  'mapi-http': 'MAPI over HTTP',
  'rpc-http': 'Outlook Anywhere (RPC over HTTP)',
  none: undefined,
  unknown: undefined,
}

/** What one Outlook would do with what was found, step by step. Names in it are foreign. */
export function outlookParts({
  autodiscoverUrl,
  host,
  transport,
  authentication,
  prompts,
}: OutlookChoice): string[] {
  const by = TRANSPORTS[transport]
  const parts = [
    autodiscoverUrl === undefined ? 'finds no Autodiscover' : `takes ${autodiscoverUrl}`,
    host !== undefined && (by === undefined ? `Exchange is at ${host}` : `connects to ${host} by ${by}`),
    by !== undefined && authentication !== undefined && `signs in by ${authentication}`,
    prompts.length > 0 && `the user is asked: ${prompts.join(', ')}`,
  ]
  return parts.filter((part) => part !== false)
}
