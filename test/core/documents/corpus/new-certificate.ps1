$names = @('mail.contoso.com', 'autodiscover.contoso.com', 'legacy.contoso.com')
New-ExchangeCertificate -GenerateRequest -RequestFile '\\ex01\c$\request.req' -SubjectName 'C=DE,O=Contoso,CN=mail.contoso.com' -DomainName $names -PrivateKeyExportable $true
