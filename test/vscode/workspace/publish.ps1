# Publishes Outlook Anywhere and the web services of EX01.
# Run in the Exchange Management Shell.
param([string] $Server = 'EX01')

$domain = 'certificate-expired.test'
$external = "mail.$domain"

Get-OutlookAnywhere -Server $Server | Set-OutlookAnywhere `
    -ExternalHostname 'mail.certificate-expired.test' `
    -ExternalClientAuthenticationMethod Negotiate `
    -ExternalClientsRequireSsl $false `
    -InternalHostname 'mail.certificate-expired.test' `
    -InternalClientsRequireSsl $true

Set-MapiVirtualDirectory "$Server\mapi (Default Web Site)" -ExternalUrl "https://$external/mapi"
Set-WebServicesVirtualDirectory "$Server\EWS (Default Web Site)" -ExternalUrl "https://$external/EWS/Exchange.asmx"
Set-ClientAccessService $Server -AutoDiscoverServiceInternalUri "https://autodiscover.$domain/autodiscover/autodiscover.xml"
