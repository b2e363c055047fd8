param(
    [Parameter(Mandatory)] [string] $Server,
    [string] $Namespace = 'mail.contoso.com',
    [string] $AutodiscoverName = 'autodiscover.contoso.com'
)

Get-OwaVirtualDirectory -Server $Server | Set-OwaVirtualDirectory -ExternalUrl "https://$Namespace/owa" -InternalUrl "https://$Namespace/owa"
Get-EcpVirtualDirectory -Server $Server | Set-EcpVirtualDirectory -ExternalUrl "https://$Namespace/ecp" -InternalUrl "https://$Namespace/ecp"
Get-WebServicesVirtualDirectory -Server $Server | Set-WebServicesVirtualDirectory -ExternalUrl "https://$Namespace/EWS/Exchange.asmx" -InternalUrl "https://$Namespace/EWS/Exchange.asmx" -Force
Get-ActiveSyncVirtualDirectory -Server $Server | Set-ActiveSyncVirtualDirectory -ExternalUrl "https://$Namespace/Microsoft-Server-ActiveSync"
Get-OabVirtualDirectory -Server $Server | Set-OabVirtualDirectory -ExternalUrl "https://$Namespace/OAB"
Get-MapiVirtualDirectory -Server $Server | Set-MapiVirtualDirectory -ExternalUrl "https://$Namespace/mapi" -IISAuthenticationMethods Ntlm,OAuth,Negotiate
Set-ClientAccessService -Identity $Server -AutoDiscoverServiceInternalUri "https://$AutodiscoverName/Autodiscover/Autodiscover.xml"
