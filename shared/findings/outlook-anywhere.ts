import { SINCE_2013, UP_TO_2010, type VersionedRemedy } from './generation.ts'
import { hostArgument } from './powershell.ts'

/** What publishes Outlook Anywhere under a name, for each version. */
export function publishOutlookAnywhere(host: string): readonly VersionedRemedy[] {
  return [
    {
      generations: SINCE_2013,
      where: 'Exchange Management Shell',
      text: 'Set the name under which Outlook Anywhere is published, and how clients sign in:',
      commands: [
        `Get-OutlookAnywhere | Set-OutlookAnywhere -ExternalHostname ${hostArgument(host)} -ExternalClientsRequireSsl $true -ExternalClientAuthenticationMethod Negotiate`,
      ],
    },
    {
      generations: UP_TO_2010,
      where: 'Exchange Management Shell on the Client Access server',
      text: 'Switch Outlook Anywhere on under the published name:',
      commands: [
        `Enable-OutlookAnywhere -Server $env:COMPUTERNAME -ExternalHostname ${hostArgument(host)} -ClientAuthenticationMethod NTLM -SSLOffloading $false`,
      ],
    },
  ]
}

/** Shows what Outlook Anywhere is set to. */
export const showOutlookAnywhere = 'Get-OutlookAnywhere | Format-List *'
