$methods = Read-Host 'Methods'
Set-OutlookAnywhere -Identity 'EX01\Rpc (Default Web Site)' -ExternalClientAuthenticationMethod Ntlm -IISAuthenticationMethods $methods -ExternalClientsRequireSsl $true
