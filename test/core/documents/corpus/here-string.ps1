$report = @"
The published name is mail.contoso.com.
"@
$single = @'
Set-OutlookAnywhere -ExternalHostname not-a-command.contoso.com
'@
Write-Output $report $single
