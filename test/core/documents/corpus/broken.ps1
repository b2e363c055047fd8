Set-OutlookAnywhere -ExternalHostname mail.contoso.com -ExternalClientsRequireSsl $true
if ($x) {
Set-OwaVirtualDirectory 'EX01\owa' -ExternalUrl "https://mail.contoso.com/owa
