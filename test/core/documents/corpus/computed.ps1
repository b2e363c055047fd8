$server = $env:COMPUTERNAME
$domain = (Get-AcceptedDomain | Where-Object Default).DomainName
Set-OutlookAnywhere "$server\Rpc (Default Web Site)" -ExternalHostname "mail.$domain" -ExternalClientsRequireSsl $true -ExternalClientAuthenticationMethod Ntlm
