Set-OutlookAnywhere -ExternalHostname mail.certificate-expired.test
