Set-OutlookAnywhere 'EX01\Rpc (Default Web Site)' -ExternalHostname 'mail.contoso.com' -ExternalClientsRequireSsl $false -ExternalClientAuthenticationMethod 'Basic'
