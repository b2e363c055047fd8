# Outlook Anywhere on all Exchange 2016 servers
$external = 'mail.contoso.com'
$internal = 'mail.contoso.com'

Get-OutlookAnywhere | Set-OutlookAnywhere `
    -ExternalHostname $external `
    -InternalHostname $internal `
    -ExternalClientsRequireSsl $true `
    -InternalClientsRequireSsl $true `
    -ExternalClientAuthenticationMethod Ntlm `
    -InternalClientAuthenticationMethod Ntlm `
    -IISAuthenticationMethods Basic, NTLM, Negotiate
