$oa = @{
    ExternalHostname                   = 'outlook.tailspintoys.com'
    ExternalClientsRequireSsl          = $true
    ExternalClientAuthenticationMethod = 'Negotiate'
    IISAuthenticationMethods           = 'Basic', 'Ntlm', 'Negotiate'
}
$oa.InternalHostname = 'outlook.tailspintoys.com'
$oa['InternalClientsRequireSsl'] = $true

foreach ($server in Get-ExchangeServer) {
    Get-OutlookAnywhere -Server $server | Set-OutlookAnywhere @oa
}
