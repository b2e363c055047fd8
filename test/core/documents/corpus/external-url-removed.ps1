# nothing is published from here
Set-OwaVirtualDirectory 'EX02\owa (Default Web Site)' -ExternalUrl $null
Set-EcpVirtualDirectory 'EX02\ecp (Default Web Site)' -ExternalUrl $null -InternalUrl 'https://ex02.corp.contoso.com/ecp'
