# For Exchange 2010
Set-OutlookAnywhere 'CAS01\Rpc (Default Web Site)' -ExternalHostname mail.contoso.com -ExternalClientAuthenticationMethod Ntlm -ExternalClientsRequireSsl $true
