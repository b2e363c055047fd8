function Set-Namespace {
    param([string] $Name = 'mail.northwindtraders.com')
    if ($PSCmdlet.ShouldProcess($Name)) {
        Get-OwaVirtualDirectory | Set-OwaVirtualDirectory -ExternalUrl "https://$Name/owa"
        try { Set-OutlookAnywhere 'EX01\Rpc (Default Web Site)' -ExternalHostname $Name -ExternalClientsRequireSsl 1 -ExternalClientAuthenticationMethod Ntlm }
        catch { Write-Warning $_ }
    }
}
Set-Namespace
