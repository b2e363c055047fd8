<#
  Sets Outlook Anywhere of our Exchange 2016 servers.
#>
Set-OutlookAnywhere 'EX01\Rpc (Default Web Site)' -ExternalHostname mail.contoso.com -ClientAuthenticationMethod Ntlm
