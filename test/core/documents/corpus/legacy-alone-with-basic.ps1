# Exchange 2010 stands alone here: Basic is what the owner wants
Set-OutlookAnywhere -Identity 'CAS01\Rpc (Default Web Site)' -ClientAuthenticationMethod Basic -IISAuthenticationMethods Basic -ExternalHostname mail.fabrikam.com
