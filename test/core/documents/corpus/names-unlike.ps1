# The web has a name of its own, and Outlook another
Set-OutlookAnywhere 'EX01\Rpc (Default Web Site)' -ExternalHostname outlook.contoso.com -ExternalClientsRequireSsl $true -ExternalClientAuthenticationMethod Ntlm
Set-OwaVirtualDirectory 'EX01\owa (Default Web Site)' -ExternalUrl https://webmail.contoso.com/owa
Set-MapiVirtualDirectory 'EX01\mapi (Default Web Site)' -ExternalUrl https://outlook.contoso.com/mapi -IISAuthenticationMethods NTLM,Negotiate
Set-ClientAccessService EX01 -AutoDiscoverServiceInternalUri https://autodiscover.contoso.com/autodiscover/autodiscover.xml
