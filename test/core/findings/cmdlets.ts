import type { Generation } from '../../../shared/findings/index.ts'

/** A range of versions of Exchange: `2010-`, `2007-2010`. Windows' own cmdlets: of the versions whose servers have them. */
type Versions = `${Generation}-${Generation | ''}`

/** A cmdlet by what its documentation says. */
export interface CmdletFacts {
  /** Below https://learn.microsoft.com/. */
  readonly page: string
  /**
   * The page of Exchange 2007 with its service packs, whose documentation stands apart. Each that is named here was read, and has the
   * parameters; where none is named for a cmdlet of 2007, its parameters are those of published scripts for that version.
   */
  readonly page2007?: string
  readonly versions: Versions
  /** Parameters that the remedies use: those of the cmdlet's own versions, or of fewer. */
  readonly parameters: readonly (string | readonly [name: string, versions: Versions])[]
}

const exchange = (
  name: string,
  versions: Versions,
  parameters: CmdletFacts['parameters'] = [],
  topic2007?: string,
): readonly [string, CmdletFacts] => [
  name,
  {
    page: `powershell/module/exchangepowershell/${name.toLowerCase()}`,
    versions,
    parameters,
    ...(topic2007 && { page2007: `previous-versions/office/exchange-server-2007/${topic2007}(v=exchg.80)` }),
  },
]

const windows = (
  module: string,
  name: string,
  parameters: CmdletFacts['parameters'] = [],
  versions: Versions = '2007-',
): readonly [string, CmdletFacts] => [
  name,
  { page: `powershell/module/${module}/${name.toLowerCase()}`, versions, parameters },
]

const management = 'microsoft.powershell.management'
const utility = 'microsoft.powershell.utility'
/** Comes with the IIS of Windows Server 2008 R2. */
const iis = (name: string, parameters: CmdletFacts['parameters'] = []) =>
  windows('webadministration', name, parameters)

/**
 * Every cmdlet that a remedy calls, with the parameters that it uses. A new one is looked up on its page before it comes in here:
 * "Applicable" there says for which versions a cmdlet and each of its parameters is.
 */
export const CMDLETS: ReadonlyMap<string, CmdletFacts> = new Map([
  exchange('Get-OutlookAnywhere', '2007-', ['Identity', ['Server', '2010-']]),
  exchange(
    'Set-OutlookAnywhere',
    '2007-',
    [
      'Identity',
      'ExternalHostname',
      'IISAuthenticationMethods',
      'SSLOffloading',
      ['ClientAuthenticationMethod', '2007-2010'],
      ['ExternalClientAuthenticationMethod', '2013-'],
      ['ExternalClientsRequireSsl', '2013-'],
      ['InternalClientsRequireSsl', '2013-'],
    ],
    'bb123545',
  ),
  exchange('Enable-OutlookAnywhere', '2007-2010', [
    'Server',
    'ExternalHostname',
    'ClientAuthenticationMethod',
    'SSLOffloading',
  ]),
  exchange('Get-OutlookProvider', '2007-'),
  exchange('Set-OutlookProvider', '2007-', ['Identity', 'CertPrincipalName', 'Server']),
  exchange('Get-WebServicesVirtualDirectory', '2007-'),
  exchange(
    'Set-WebServicesVirtualDirectory',
    '2007-',
    ['BasicAuthentication', 'WindowsAuthentication', 'ExternalUrl'],
    'aa997233',
  ),
  exchange('Get-OabVirtualDirectory', '2007-'),
  exchange('Set-OabVirtualDirectory', '2007-', ['WindowsAuthentication', 'ExternalUrl'], 'bb124707'),
  exchange('Get-AutodiscoverVirtualDirectory', '2007-', ['Server']),
  exchange(
    'Set-AutodiscoverVirtualDirectory',
    '2007-',
    ['BasicAuthentication', 'WindowsAuthentication'],
    'aa998601',
  ),
  exchange('New-AutodiscoverVirtualDirectory', '2010-', ['Server']),
  exchange('Remove-AutodiscoverVirtualDirectory', '2010-'),
  exchange('Get-ActiveSyncVirtualDirectory', '2007-'),
  exchange('Set-ActiveSyncVirtualDirectory', '2007-', ['ExternalUrl']),
  exchange('Get-MapiVirtualDirectory', '2013-'),
  exchange('Set-MapiVirtualDirectory', '2013-', ['ExternalUrl', 'IISAuthenticationMethods']),
  exchange('Get-ExchangeCertificate', '2007-', ['Thumbprint'], 'bb124950'),
  exchange('New-ExchangeCertificate', '2007-', [
    'GenerateRequest',
    'SubjectName',
    'DomainName',
    'PrivateKeyExportable',
    ['Path', '2007-2007'],
  ]),
  exchange('Import-ExchangeCertificate', '2007-', ['Password', ['FileData', '2010-'], ['Path', '2007-2007']]),
  exchange('Enable-ExchangeCertificate', '2007-', ['Thumbprint', 'Services']),
  exchange('Get-ExchangeServer', '2007-', ['Identity', 'Status']),
  exchange('Set-ExchangeServer', '2007-', ['Identity', ['MitigationsBlocked', '2016-']]),
  exchange('Get-ClientAccessServer', '2007-'),
  exchange('Get-CASMailbox', '2007-', ['Identity']),
  exchange('Set-CASMailbox', '2007-', [
    'Identity',
    'MAPIEnabled',
    'MAPIBlockOutlookNonCachedMode',
    'MAPIBlockOutlookVersions',
    'MAPIBlockOutlookRpcHttp',
    ['MapiHttpEnabled', '2013-'],
    'ActiveSyncEnabled',
  ]),
  exchange('Get-Mailbox', '2007-', ['Identity', ['Arbitration', '2010-']]),
  exchange('Get-MobileDevice', '2013-', ['Mailbox']),
  exchange('Remove-MobileDevice', '2013-'),
  exchange('Get-OfflineAddressBook', '2007-'),
  exchange('Update-OfflineAddressBook', '2007-'),
  exchange('Update-FileDistributionService', '2007-2010'),
  exchange('Set-Mailbox', '2007-', ['Identity', 'HiddenFromAddressListsEnabled']),
  exchange('Get-Recipient', '2007-', ['Identity', 'Anr']),
  exchange('Get-MailUser', '2007-'),
  exchange('Get-RemoteMailbox', '2010-'),
  exchange('Get-AcceptedDomain', '2007-'),
  exchange('Get-MailboxStatistics', '2007-', ['Identity']),
  exchange('Get-MailboxDatabase', '2007-', ['Identity']),
  exchange('Set-MailboxDatabase', '2007-', ['Identity', ['RpcClientAccessServer', '2010-2010']]),
  exchange('Get-MailboxPermission', '2007-', ['Identity']),
  exchange('Add-MailboxPermission', '2007-', ['Identity', 'User', 'AccessRights']),
  exchange('Get-MailboxDatabaseCopyStatus', '2010-', ['Identity']),
  exchange('Get-MoveRequest', '2010-', ['Identity']),
  exchange('Get-MoveRequestStatistics', '2010-'),
  exchange('Get-AddressList', '2007-'),
  exchange('Update-AddressList', '2007-'),
  exchange('Get-GlobalAddressList', '2007-'),
  exchange('Update-GlobalAddressList', '2007-'),
  exchange('Get-LogonStatistics', '2007-2010', ['Server']),
  exchange('Get-OrganizationConfig', '2007-'),
  exchange('Set-OrganizationConfig', '2007-', [['MapiHttpEnabled', '2013-']]),
  exchange('Get-AuthServer', '2013-'),
  exchange('Get-RpcClientAccess', '2010-'),
  exchange('Set-RpcClientAccess', '2010-', ['Server', 'BlockedClientVersions', 'EncryptionRequired']),
  exchange('Get-ServerComponentState', '2013-', ['Identity']),
  exchange('Set-ServerComponentState', '2013-', ['Identity', 'Component', 'Requester', 'State']),
  exchange('Get-ThrottlingPolicy', '2010-'),
  exchange('Test-MAPIConnectivity', '2007-', ['Identity']),
  exchange('Test-OutlookWebServices', '2007-2010', ['Identity']),
  exchange('Test-OutlookConnectivity', '2013-', ['ProbeIdentity', 'RunFromServerId']),
  exchange('Test-ServiceHealth', '2007-'),

  windows('activedirectory', 'Get-ADUser', ['Identity', 'Filter', 'Properties']),
  windows('activedirectory', 'Set-ADUser', ['Clear']),
  windows('activedirectory', 'Enable-ADAccount'),
  windows('activedirectory', 'Unlock-ADAccount', ['Identity']),

  iis('Add-WebConfigurationProperty', ['PSPath', 'Filter', 'Name', 'Value']),
  iis('Clear-WebConfiguration', ['PSPath', 'Filter']),
  iis('Get-WebBinding', ['Name', 'Protocol', 'Port']),
  iis('Get-WebConfiguration', ['PSPath', 'Location', 'Filter', 'Recurse']),
  iis('Get-WebConfigurationProperty', ['PSPath', 'Location', 'Filter', 'Name']),
  iis('Get-Website'),
  iis('New-Website', ['Name', 'Port', 'IPAddress', 'PhysicalPath']),
  iis('Restart-WebAppPool', ['Name']),
  iis('Set-WebConfigurationProperty', ['PSPath', 'Location', 'Filter', 'Name', 'Value']),
  iis('Start-WebAppPool'),
  iis('Start-Website'),

  windows('webapplicationproxy', 'Add-WebApplicationProxyApplication', [
    'Name',
    'ExternalPreauthentication',
    'ExternalUrl',
    'BackendServerUrl',
    'ExternalCertificateThumbprint',
  ]),
  windows('webapplicationproxy', 'Get-WebApplicationProxyApplication'),

  // An alias of Install-WindowsFeature on every later Windows.
  windows('servermanager', 'Add-WindowsFeature', [], '2010-'),
  windows('servermanager', 'Install-WindowsFeature', [], '2013-'),

  windows(management, 'Add-Content', ['Path', 'Value']),
  windows(management, 'Get-ChildItem', ['Filter', 'Recurse']),
  windows(management, 'Get-Content', ['Path', ['Tail', '2013-']]),
  windows(management, 'Get-HotFix', ['Id']),
  windows(management, 'Get-Item'),
  windows(management, 'Get-ItemProperty', ['Path', 'Name', 'ErrorAction']),
  windows(management, 'Get-Service'),
  windows(management, 'Join-Path'),
  windows(management, 'New-Item', ['Path', 'ItemType', 'Force']),
  windows(management, 'New-ItemProperty', ['Path', 'Name', 'Value', 'PropertyType', 'Force']),
  windows(management, 'Restart-Service'),
  windows(management, 'Set-Content', ['Path', 'Value']),
  windows(management, 'Set-ItemProperty', ['Path', 'Name', 'Value', 'Type']),
  windows(management, 'Start-Service'),
  windows(management, 'Test-ComputerSecureChannel'),
  windows('microsoft.powershell.core', 'ForEach-Object'),
  windows('microsoft.powershell.core', 'Import-Module'),
  windows('microsoft.powershell.core', 'Out-Null'),
  // A comparison without a script block came with PowerShell 3.0; Exchange 2007 and 2010 run in older ones.
  windows('microsoft.powershell.core', 'Where-Object', [
    ['eq', '2013-'],
    ['ne', '2013-'],
    ['match', '2013-'],
    ['like', '2013-'],
  ]),
  windows('microsoft.powershell.diagnostics', 'Get-Counter'),
  windows('microsoft.powershell.diagnostics', 'Get-WinEvent', ['FilterHashtable', 'MaxEvents']),
  windows('microsoft.powershell.security', 'Get-Credential'),
  windows(utility, 'Format-List'),
  windows(utility, 'Format-Table'),
  windows(utility, 'Get-Date'),
  windows(utility, 'Group-Object'),
  windows(utility, 'Select-Object', ['Last', 'First']),
  windows(utility, 'Select-String', ['Pattern', 'SimpleMatch', 'List']),
  windows(utility, 'Sort-Object'),
])

/** Parameters that the page says cannot go without others. */
export const TOGETHER: readonly {
  readonly cmdlet: string
  readonly parameter: string
  readonly needs: readonly string[]
  readonly versions: Versions
}[] = [
  {
    cmdlet: 'Set-MapiVirtualDirectory',
    parameter: 'ExternalUrl',
    needs: ['IISAuthenticationMethods'],
    versions: '2013-',
  },
  {
    cmdlet: 'Set-OutlookAnywhere',
    parameter: 'ExternalHostname',
    needs: ['ExternalClientsRequireSsl', 'ExternalClientAuthenticationMethod'],
    versions: '2013-',
  },
]

/** For checks that are made from an administrator's own Windows, whatever runs on the servers. */
export const WORKSTATION: ReadonlyMap<string, CmdletFacts> = new Map([
  windows('dnsclient', 'Resolve-DnsName', ['Name', 'Type', 'DnssecOk', 'Server']),
  windows('nettcpip', 'Test-NetConnection', ['ComputerName', 'Port']),
  windows(utility, 'Invoke-WebRequest', ['Uri', 'MaximumRedirection', 'UseBasicParsing']),
])

/** Programs, and scripts of Microsoft's own (microsoft.github.io/CSS-Exchange), that take their own options. */
export const PROGRAMS: ReadonlySet<string> = new Set([
  ...['certutil', 'cmdkey', 'curl.exe', 'dcdiag.exe', 'iisreset', 'netsh', 'netstat', 'repadmin.exe', 'reg'],
  ...['ServerManagerCmd.exe', 'w32tm', 'outpost', 'nltest', 'nltest.exe', 'klist', 'setspn', 'setspn.exe'],
  '.\\ExchangeExtendedProtectionManagement.ps1',
])
