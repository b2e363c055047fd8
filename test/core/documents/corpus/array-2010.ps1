New-ClientAccessArray -Name outlook -Fqdn outlook.corp.contoso.com -Site 'Default-First-Site-Name'
Get-MailboxDatabase | Set-MailboxDatabase -RpcClientAccessServer outlook.corp.contoso.com
Set-ClientAccessServer CAS01 -AutoDiscoverServiceInternalUri https://autodiscover.contoso.com/autodiscover/autodiscover.xml
