Get-OutlookAnywhere | Set-OutlookAnywhere -ExternalHostname mail.contoso.com -SSLOffloading $true -ExternalClientsRequireSsl $true -ExternalClientAuthenticationMethod Ntlm
