# Switch Extended Protection on, as the security update asks
.\ExchangeExtendedProtectionManagement.ps1 -ExchangeServerNames EX01, EX02
Get-OutlookAnywhere | Set-OutlookAnywhere -ExternalHostname mail.contoso.com -SSLOffloading $true -ExternalClientsRequireSsl $true -ExternalClientAuthenticationMethod Ntlm
