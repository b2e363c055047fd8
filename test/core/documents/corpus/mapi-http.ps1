Set-OrganizationConfig -MapiHttpEnabled $true
Set-MapiVirtualDirectory -Identity "EX01\mapi (Default Web Site)" -InternalUrl https://mail.contoso.com/mapi -ExternalUrl https://mail.contoso.com/mapi -IISAuthenticationMethods NTLM,Negotiate,OAuth
Set-CASMailbox anna -MapiHttpEnabled $false -MAPIEnabled $true
