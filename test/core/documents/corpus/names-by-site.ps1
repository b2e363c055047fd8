# Two sites, each with names of its own
Set-OutlookAnywhere 'EX01\Rpc (Default Web Site)' -ExternalHostname mail-north.contoso.com -ExternalClientsRequireSsl $true -ExternalClientAuthenticationMethod Ntlm
Set-OwaVirtualDirectory 'EX01\owa (Default Web Site)' -ExternalUrl https://mail-north.contoso.com/owa
Set-OutlookAnywhere 'EX02\Rpc (Default Web Site)' -ExternalHostname mail-south.contoso.com -ExternalClientsRequireSsl $true -ExternalClientAuthenticationMethod Ntlm
Set-OwaVirtualDirectory 'EX02\owa (Default Web Site)' -ExternalUrl https://mail-south.contoso.com/owa
