New-ExchangeCertificate -GenerateRequest -DomainName mail.contoso.com,autodiscover.contoso.com,*.contoso.com -FriendlyName Exchange
