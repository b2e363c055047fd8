/** What a parameter's value stands for. */
export type ParameterRole = 'host' | 'url' | 'principal' | 'authentication' | 'boolean' | 'hosts'

/** A cmdlet of Exchange, as far as its arguments name what can be probed or judged. */
export interface Cmdlet {
  /** As findings name its settings: `OutlookAnywhere`. */
  readonly subject: string
  /** By name in lower case. */
  readonly parameters: Readonly<Record<string, { readonly name: string; readonly role: ParameterRole }>>
  /** Every further parameter that an abbreviation could be meant for. */
  readonly others: readonly string[]
  /** What its hosts and URLs are probed for. */
  readonly probe: 'outlook-anywhere' | 'certificate' | 'autodiscover'
}

function cmdlet(
  subject: string,
  probe: Cmdlet['probe'],
  parameters: Readonly<Record<string, ParameterRole>>,
  others: readonly string[] = [],
): Cmdlet {
  return {
    subject,
    probe,
    others: [
      'Identity',
      'Server',
      'Confirm',
      'WhatIf',
      'DomainController',
      'ErrorAction',
      'Verbose',
      ...others,
    ],
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, role]) => [name.toLowerCase(), { name, role }]),
    ),
  }
}

const OUTLOOK_ANYWHERE = cmdlet(
  'OutlookAnywhere',
  'outlook-anywhere',
  {
    ExternalHostname: 'host',
    InternalHostname: 'host',
    ExternalClientsRequireSsl: 'boolean',
    InternalClientsRequireSsl: 'boolean',
    SSLOffloading: 'boolean',
    ExternalClientAuthenticationMethod: 'authentication',
    InternalClientAuthenticationMethod: 'authentication',
    ClientAuthenticationMethod: 'authentication',
    DefaultAuthenticationMethod: 'authentication',
    IISAuthenticationMethods: 'authentication',
    ExtendedProtectionTokenChecking: 'authentication',
  },
  ['ExtendedProtectionFlags', 'ExtendedProtectionSPNList', 'Name', 'Role'],
)

const directory = (subject: string, probe: Cmdlet['probe'] = 'certificate') =>
  cmdlet(
    subject,
    probe,
    {
      ExternalUrl: 'url',
      InternalUrl: 'url',
      IISAuthenticationMethods: 'authentication',
      ExtendedProtectionTokenChecking: 'authentication',
      BasicAuthentication: 'boolean',
      WindowsAuthentication: 'boolean',
    },
    [
      'ExternalAuthenticationMethods',
      'InternalAuthenticationMethods',
      'InternalNLBBypassUrl',
      'WSSecurityAuthentication',
    ],
  )

const SUBJECTS: Readonly<Record<string, Cmdlet>> = {
  outlookanywhere: OUTLOOK_ANYWHERE,
  mapivirtualdirectory: directory('MapiVirtualDirectory', 'outlook-anywhere'),
  owavirtualdirectory: directory('OwaVirtualDirectory'),
  ecpvirtualdirectory: directory('EcpVirtualDirectory'),
  webservicesvirtualdirectory: directory('WebServicesVirtualDirectory'),
  activesyncvirtualdirectory: directory('ActiveSyncVirtualDirectory'),
  oabvirtualdirectory: directory('OabVirtualDirectory'),
  autodiscovervirtualdirectory: directory('AutodiscoverVirtualDirectory'),
  powershellvirtualdirectory: directory('PowerShellVirtualDirectory'),
  outlookprovider: cmdlet('OutlookProvider', 'outlook-anywhere', { CertPrincipalName: 'principal' }, [
    'TTL',
    'OutlookProviderFlags',
    'RequiredClientVersions',
    'Name',
  ]),
  clientaccessservice: cmdlet(
    'ClientAccessService',
    'autodiscover',
    { AutoDiscoverServiceInternalUri: 'url' },
    ['AutoDiscoverSiteScope', 'AlternateServiceAccountCredential'],
  ),
  clientaccessserver: cmdlet(
    'ClientAccessServer',
    'autodiscover',
    { AutoDiscoverServiceInternalUri: 'url' },
    ['AutoDiscoverSiteScope', 'IsOutOfService'],
  ),
  clientaccessarray: cmdlet('ClientAccessArray', 'certificate', { Fqdn: 'host' }, ['Site', 'Name']),
  exchangecertificate: cmdlet('ExchangeCertificate', 'certificate', { DomainName: 'hosts' }, [
    'SubjectName',
    'PrivateKeyExportable',
    'GenerateRequest',
    'FriendlyName',
    'Services',
  ]),
  organizationconfig: cmdlet('OrganizationConfig', 'outlook-anywhere', { MapiHttpEnabled: 'boolean' }),
  casmailbox: cmdlet('CASMailbox', 'outlook-anywhere', {
    MapiHttpEnabled: 'boolean',
    MAPIEnabled: 'boolean',
    MAPIBlockOutlookRpcHttp: 'boolean',
    MAPIBlockOutlookExternalConnectivity: 'boolean',
  }),
}

/** Programs that are given a name to look at. */
const LOOKING =
  /^(?:Resolve-DnsName|Test-NetConnection|tnc|Test-Connection|nslookup|Invoke-WebRequest|iwr|Invoke-RestMethod|Test-OutlookWebServices|curl(?:\.exe)?)$/i

/** The cmdlet by its name, or the resource that sets the same; undefined for any other command. */
export function cmdletOf(name: string): Cmdlet | undefined {
  const [, noun] = /^(?:Set|Enable|New|Get)-(\w+)$/i.exec(name) ?? []
  const [, resource] = /^x?Exch(\w+) \{\}$/.exec(name) ?? []
  const subject = (noun ?? resource)?.toLowerCase()
  return subject === undefined || !Object.hasOwn(SUBJECTS, subject) ? undefined : SUBJECTS[subject]
}

/** Whether a command only looks at the names that it is given. */
export function looksAtNames(name: string): boolean {
  return LOOKING.test(name)
}

/** The parameter that a name, maybe abbreviated, is meant for; undefined when none is, or several are. */
export function parameterOf({ parameters, others }: Cmdlet, written: string) {
  const name = written.toLowerCase()
  if (Object.hasOwn(parameters, name)) return parameters[name]
  if (name === '' || others.some((other) => other.toLowerCase() === name)) return undefined
  const meant = Object.keys(parameters).filter((parameter) => parameter.startsWith(name))
  const elsewhere = others.some((other) => other.toLowerCase().startsWith(name))
  const [only] = meant
  return meant.length === 1 && only !== undefined && !elsewhere ? parameters[only] : undefined
}
