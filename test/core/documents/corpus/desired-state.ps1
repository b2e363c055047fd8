Configuration ExchangeUrls {
    Import-DscResource -ModuleName xExchange
    Node localhost {
        xExchOutlookAnywhere OAVdir {
            Identity                           = 'EX01\Rpc (Default Web Site)'
            Credential                         = $ShellCreds
            ExternalHostname                   = 'mail.contoso.com'
            ExternalClientsRequireSsl          = $true
            ExternalClientAuthenticationMethod = 'Negotiate'
            IISAuthenticationMethods           = 'Ntlm'
        }
        xExchMapiVirtualDirectory MapiVdir {
            Identity    = 'EX01\mapi (Default Web Site)'
            ExternalUrl = 'https://mail.contoso.com/mapi'
        }
    }
}
