Set-OutlookAnywhere 'EX01\Rpc (Default Web Site)' -ExternalHost mail.contoso.com -InternalHost ex01.corp.contoso.com -SSLO $false -IIS Ntlm
