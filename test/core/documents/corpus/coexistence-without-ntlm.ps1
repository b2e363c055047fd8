$hostName = 'mail.contoso.com'
Get-ExchangeServer | Where {$_.AdminDisplayVersion -like 'Version 14*'} | ForEach {
    Set-OutlookAnywhere "$_\RPC (Default Web Site)" -ClientAuthenticationMethod Basic -ExternalHostname $hostName -IISAuthenticationMethods Basic
}
Get-OutlookAnywhere -Server EX16 | Set-OutlookAnywhere -ExternalHostname $hostName -ExternalClientsRequireSsl $true -ExternalClientAuthenticationMethod Ntlm
