import { z } from 'zod'
import { defineFinding } from '../define.ts'
import { hostArgument } from '../powershell.ts'

/** What only a comparison of several places outside can find: row H16. */

export const regionFiltered = defineFinding({
  code: 'region-filtered',
  row: 'H16',
  severity: 'error',
  where: 'outside',
  title: 'Some regions are filtered',
  values: z.object({
    host: z.string(),
    port: z.int(),
    /** From where it answers, and from where it does not, as people name the places. */
    passes: z.array(z.string()),
    blocked: z.array(z.string()),
  }),
  example: {
    host: 'mail.contoso.com',
    port: 443,
    passes: ['outside (one.example.net, FRA)'],
    blocked: ['outside (two.example.net, SIN)'],
  },
  subject: ({ host }) => ({ kind: 'host', host }),
  sentence: ({ host, port, passes, blocked }) =>
    `Port ${port} of ${host} answers from ${passes.join(', ')}, and not alike from ${blocked.join(', ')}.`,
  meaning: () =>
    'Who travels, or whose provider sends him through another country, cannot connect or sees something else; everybody else never notices.',
  remedies: () => [
    {
      for: 'any',
      where: 'the firewall, the web application firewall or the load balancer in front of Exchange',
      text: 'Look for a rule by country, by reputation of the address or by provider. Let the countries through from which people work, or tell them that the office is reached over VPN from elsewhere. Compare again: where another place answers the next time, the members of a load balancer are unlike, and it is no filter.',
    },
    {
      for: 'Exchange 2010 and later, where IIS filters by address',
      where: 'PowerShell on each Exchange server',
      text: 'IIS can refuse addresses itself. An entry that is not meant to be there goes:',
      commands: [
        "Get-WebConfiguration -PSPath 'IIS:\\' -Location 'Default Web Site' -Filter 'system.webServer/security/ipSecurity/add' | Format-List ipAddress, subnetMask, allowed",
      ],
    },
  ],
  verify: ({ host, port }) => [`Test-NetConnection -ComputerName ${hostArgument(host)} -Port ${port}`],
})
