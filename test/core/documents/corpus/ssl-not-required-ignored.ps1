# outpost-ignore ssl-not-required: the balancer in front requires it
Set-OutlookAnywhere 'EX01\Rpc (Default Web Site)' -ExternalHostname 'mail.contoso.com' -ExternalClientsRequireSsl $false -ExternalClientAuthenticationMethod 'Basic'
