Set-OutlookProvider EXPR -CertPrincipalName mail.contoso.com
Set-OutlookProvider -Identity EXCH -CertPrincipalName "msstd:mail.contoso.com"
