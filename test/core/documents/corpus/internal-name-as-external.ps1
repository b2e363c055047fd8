Set-OutlookAnywhere 'EX01\Rpc (Default Web Site)' -ExternalHostname ex01.corp.local -InternalHostname ex01.corp.local -ExternalClientsRequireSsl $true -ExternalClientAuthenticationMethod Ntlm
Set-WebServicesVirtualDirectory 'EX01\EWS (Default Web Site)' -ExternalUrl https://ex01/EWS/Exchange.asmx
Set-OabVirtualDirectory 'EX01\OAB (Default Web Site)' -InternalUrl https://ex01.corp.local/OAB -ExternalUrl https://mail.contoso.com/OAB
