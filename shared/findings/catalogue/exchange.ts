import { z } from 'zod'
import { BUILDS_AS_OF, lifecycleOf } from '../builds.ts'
import { defineFinding } from '../define.ts'
import { generationName, generationSchema } from '../generation.ts'
import { hostOrAddressArgument } from '../powershell.ts'

const host = z.string()

/** The components behind the directories, as Get-ServerComponentState names them. */
const COMPONENTS: ReadonlyMap<string, string> = new Map([
  ['rpc', 'RpcProxy'],
  ['mapi', 'MapiProxy'],
  ['ews', 'EwsProxy'],
  ['owa', 'OwaProxy'],
  ['oab', 'OabProxy'],
  ['autodiscover', 'AutoDiscoverProxy'],
  ['microsoft-server-activesync', 'ActiveSyncProxy'],
])

export const componentInactive = defineFinding({
  code: 'component-inactive',
  row: 'H21',
  severity: 'error',
  title: 'A service of Exchange is switched off',
  values: z.object({ host, directories: z.array(z.string()).min(1), active: z.array(z.string()) }),
  example: { host: 'mail.contoso.com', directories: ['rpc'], active: ['mapi', 'ews', 'owa'] },
  subject: (values) => ({
    kind: 'url',
    url: `https://${values.host}/${values.directories[0]}/healthcheck.htm`,
  }),
  sentence: (values) =>
    `The health check of ${values.directories.map((each) => `/${each}`).join(', ')} at ${values.host} says 503, while ${values.active.map((each) => `/${each}`).join(', ')} ${values.active.length === 1 ? 'is' : 'are'} well.`,
  meaning: () =>
    'Exchange has taken this service out: a balancer sends it no clients, and those that come all the same may be refused. It was left so after maintenance, or Managed Availability gave up on it.',
  remedies: (values) => [
    {
      for: 'Exchange 2013 and later',
      where: 'Exchange Management Shell on the server',
      text: 'See what is switched off, then switch it on for every requester that may have switched it off:',
      commands: [
        "Get-ServerComponentState -Identity $env:COMPUTERNAME | Where-Object { $_.State -ne 'Active' }",
        ...values.directories.flatMap((directory) => {
          const component = COMPONENTS.get(directory.toLowerCase())
          return component === undefined
            ? []
            : [
                `foreach ($requester in 'Maintenance', 'Functional', 'HealthAPI', 'Deployment', 'Sidelined') { Set-ServerComponentState -Identity $env:COMPUTERNAME -Component ${component} -Requester $requester -State Active }`,
              ]
        }),
      ],
    },
    {
      for: 'Exchange 2013 and later',
      where: 'PowerShell on the server',
      text: 'If it is active already, its application pool does not run:',
      commands: [
        'Import-Module WebAdministration',
        "Get-ChildItem IIS:\\AppPools | Where-Object { $_.State -ne 'Started' } | Start-WebAppPool",
      ],
    },
  ],
  verify: (values) =>
    values.directories
      .filter((directory) => COMPONENTS.has(directory.toLowerCase()))
      .map(
        (directory) =>
          `curl.exe --silent ('https://{0}/${directory}/healthcheck.htm' -f ${hostOrAddressArgument(values.host)}) # "200 OK" is right; it takes a minute`,
      ),
})

export const internalNamesLeaked = defineFinding({
  code: 'internal-names-leaked',
  row: 'S02',
  severity: 'info',
  title: 'Names of the inside can be read from outside',
  values: z.object({ host, names: z.array(z.string()) }),
  example: { host: 'mail.contoso.com', names: ['CORP', 'EX01', 'ex01.corp.contoso.com'] },
  subject: (values) => ({ kind: 'host', host: values.host }),
  sentence: (values) => `${values.host} tells everybody names of the inside: ${values.names.join(', ')}.`,
  meaning: () =>
    'It is how NTLM and the front end of Exchange work, and no fault. Who plans an attack learns the domain and the servers from it; for signing in, the domain to put before a user name is among them.',
  remedies: () => [],
  verify: () => [],
})

export const namespaceNotShared = defineFinding({
  code: 'namespace-not-shared',
  row: 'S05',
  severity: 'info',
  title: 'Services are published under different names',
  values: z.object({ host, service: z.string(), otherHost: z.string() }),
  example: { host: 'outlook.contoso.com', service: 'Outlook on the web', otherHost: 'webmail.contoso.com' },
  subject: (values) => ({ kind: 'host', host: values.host }),
  sentence: (values) => `${values.host} sends ${values.service} to another name, ${values.otherHost}.`,
  meaning: () =>
    'It works, and takes more certificates and more rules than one name for everything. Users meet more prompts.',
  remedies: () => [
    {
      for: 'any',
      where: 'the published names',
      text: 'One name for Outlook Anywhere, MAPI over HTTP, web services, Outlook on the web and ActiveSync needs one certificate and one rule.',
    },
  ],
  verify: () => [],
})

export const versionUnsupported = defineFinding({
  code: 'version-unsupported',
  row: 'S06',
  severity: 'info',
  title: 'This build of Exchange is out of date',
  values: z.object({ host, build: z.string(), generation: generationSchema }),
  example: { host: 'mail.contoso.com', build: '15.1.2507.39', generation: '2016' },
  subject: (values) => ({ kind: 'host', host: values.host }),
  sentence: ({ build, generation, ...values }) => {
    const { ended, lastBuild, name } = lifecycleOf(generation)
    const state =
      ended === undefined
        ? `older than ${lastBuild} (${name})`
        : `which has not been supported since ${ended}; its last build is ${lastBuild} (${name})`
    return `${values.host} runs ${generationName(generation)}, build ${build}, ${state}. As of ${BUILDS_AS_OF}.`
  },
  meaning: () => 'Known holes stay open. Nothing about Outlook Anywhere has to be wrong because of it.',
  remedies: ({ generation }) => [
    generation === 'se' || generation === '2019' || generation === '2016'
      ? {
          for: generationName(generation),
          where: 'each Exchange server',
          text:
            generation === 'se'
              ? 'Install the current update.'
              : 'Move to Subscription Edition. From 2019 CU14 on, setup switches Extended Protection on: before that, have the same certificate on Exchange and on whatever ends TLS in front of it, or hand TLS on, and switch SSL offloading off.',
          ...(generation === 'se'
            ? {}
            : { commands: ['Get-OutlookAnywhere | Set-OutlookAnywhere -SSLOffloading $false'] }),
        }
      : {
          for: generationName(generation),
          where: 'the organisation',
          text: 'There is no direct way to a supported version: 2010 goes by 2016, and 2013 by 2019, to Subscription Edition.',
        },
  ],
  verify: () => ['Get-ExchangeServer | Format-Table Name, AdminDisplayVersion'],
})
