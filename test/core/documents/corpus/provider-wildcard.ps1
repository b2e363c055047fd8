$domain = 'wingtiptoys.com'
Set-OutlookProvider -Identity EXPR -CertPrincipalName "msstd:*.$domain"
Set-OutlookProvider -Identity WEB -CertPrincipalName none
