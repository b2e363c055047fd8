# what the helpdesk runs first
Resolve-DnsName autodiscover.contoso.com -Type CNAME
Test-NetConnection mail.contoso.com -Port 443
Invoke-WebRequest https://mail.contoso.com/owa/healthcheck.htm -UseBasicParsing
Get-OutlookAnywhere | Format-List Server, ExternalHostname
Send-MailMessage -To anna@contoso.com -SmtpServer smtp.contoso.com
