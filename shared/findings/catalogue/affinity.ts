import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { hostOrAddressArgument } from '../powershell.ts'

const urlHost = (name: string) => (name.includes(':') ? `[${name}]` : name)

export const channelAffinityLost = defineFinding({
  code: 'channel-affinity-lost',
  row: 'H20',
  severity: 'error',
  title: 'What belongs together reaches different servers',
  values: z.object({
    host: z.string(),
    path: z.string(),
    /**
     * - `channels`: the two channels of RPC over HTTP do not meet
     * - `context`: the session that MAPI over HTTP has just made is not known to whoever gets the next request
     */
    seen: z.enum(['channels', 'context']),
    /** X-ResponseCode by name, of `context`. */
    code: z.string().optional(),
    /** The front ends that answered, where they say who they are. */
    servers: z.array(z.string()),
  }),
  example: {
    host: 'mail.contoso.com',
    path: '/mapi/emsmdb/',
    seen: 'context',
    code: '10 Context Not Found',
    servers: ['EX01', 'EX02'],
  },
  subject: (values) => ({ kind: 'url', url: `https://${urlHost(values.host)}${values.path}` }),
  sentence: (values) => {
    const who = values.servers.length > 1 ? ` (${values.servers.join(', ')} answered)` : ''
    return values.seen === 'channels'
      ? `The two channels of RPC over HTTP at ${values.host} do not meet: they reach different servers${who}.`
      : `${values.host}${values.path} does not know the session that it made a moment ago (X-ResponseCode ${values.code ?? '10'})${who}.`
  },
  meaning: () =>
    'Outlook connects sometimes, when chance sends everything to one server, and otherwise loses the connection or never gets it.',
  remedies: (values) => [
    {
      for: 'any',
      where: 'the balancer in front of Exchange',
      text:
        values.seen === 'channels'
          ? 'Keep a client on one server: by its source address, or by a cookie that the balancer sets. To see whether it is that, leave one server alone in the pool.'
          : 'Pass cookies through in both directions as they are, and keep the user who signed in the same in all requests. Servers of before 2013, and a balancer that signs users in itself, need affinity by source address or by a cookie of its own.',
    },
  ],
  verify: ({ host }) => [`outpost outlook-anywhere ${hostOrAddressArgument(host)} --user '<user>'`],
})
