$hostName = 'mail.contoso.com'
# the legacy servers
Get-ExchangeServer | Where {($_.AdminDisplayVersion -Like "Version 14*") -And ($_.ServerRole -Like "*ClientAccess*")} |
  Get-ClientAccessServer | Where {$_.OutlookAnywhereEnabled -Eq $True} | ForEach {
    Set-OutlookAnywhere "$_\RPC (Default Web Site)" -ClientAuthenticationMethod Basic -SSLOffloading $False -ExternalHostname $hostName -IISAuthenticationMethods NTLM, Basic
  }
# the new ones
Get-OutlookAnywhere -Server EX16 | Set-OutlookAnywhere -ExternalHostname $hostName -InternalHostname $hostName -ExternalClientsRequireSsl $true -ExternalClientAuthenticationMethod Ntlm
