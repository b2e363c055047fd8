# Exchange 2010: switch Outlook Anywhere on
Enable-OutlookAnywhere -Server CAS01 -ExternalHostname mail.fabrikam.com -DefaultAuthenticationMethod Basic -SSLOffloading $false
Enable-OutlookAnywhere -Server CAS02 -ExternalHostname mail.fabrikam.com -DefaultAuthenticationMethod Basic -SSLOffloading:$false
