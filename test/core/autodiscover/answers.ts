/** Answers as the generations of Exchange give them, for a made-up organisation. */

export const bytes = (text: string) => new TextEncoder().encode(text)

const USER = `<User>
      <DisplayName>Anna Adams</DisplayName>
      <LegacyDN>/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=anna</LegacyDN>
      <AutoDiscoverSMTPAddress>anna@contoso.example</AutoDiscoverSMTPAddress>
      <DeploymentId>3fe0b1a2-7c1e-4d6a-9b43-0b5d6a8f0c11</DeploymentId>
    </User>`

/** The envelope of all settings, with Exchange's namespaces. */
export function settings(account: string, user = USER): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
  <Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">
    ${user}
    <Account>
      <AccountType>email</AccountType>
      <Action>settings</Action>
      ${account}
    </Account>
  </Response>
</Autodiscover>`
}

function services(host: string): string {
  return `<ASUrl>https://${host}/EWS/Exchange.asmx</ASUrl>
        <OOFUrl>https://${host}/EWS/Exchange.asmx</OOFUrl>
        <OABUrl>https://${host}/OAB/6e1ac1a5-8c6f-4c6b-a2a5-55f0e4c4d3a1/</OABUrl>
        <UMUrl>https://${host}/EWS/UM2007Legacy.asmx</UMUrl>
        <EwsUrl>https://${host}/EWS/Exchange.asmx</EwsUrl>
        <EmwsUrl>https://${host}/EWS/Exchange.asmx</EmwsUrl>
        <SharingUrl>https://${host}/EWS/Exchange.asmx</SharingUrl>
        <EcpUrl>https://${host}/owa/</EcpUrl>
        <EcpUrl-um>?path=/options/callanswering</EcpUrl-um>
        <EcpUrl-ret>?path=/options/retentionpolicies</EcpUrl-ret>`
}

const WEB = `<Protocol>
        <Type>WEB</Type>
        <Internal>
          <OWAUrl AuthenticationMethod="Basic, Fba">https://ex1.contoso.example/owa/</OWAUrl>
          <OWAUrl AuthenticationMethod="Ntlm, WindowsIntegrated">https://ex2.contoso.example/owa/</OWAUrl>
          <Protocol><Type>EXCH</Type><ASUrl>https://ex1.contoso.example/EWS/Exchange.asmx</ASUrl></Protocol>
        </Internal>
        <External>
          <OWAUrl AuthenticationMethod="Fba">https://mail.contoso.example/owa/</OWAUrl>
        </External>
      </Protocol>`

/** Exchange 2010 SP1: the RPC server is a client access array. */
export const EXCHANGE_2010 = settings(`<Protocol>
        <Type>EXCH</Type>
        <Server>outlook.contoso.example</Server>
        <ServerDN>/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Configuration/cn=Servers/cn=outlook</ServerDN>
        <ServerVersion>738180DA</ServerVersion>
        <MdbDN>/o=Contoso/cn=Servers/cn=outlook/cn=Microsoft Private MDB</MdbDN>
        <PublicFolderServer>ex1.contoso.example</PublicFolderServer>
        <AD>dc1.contoso.example</AD>
        ${services('ex1.contoso.example')}
      </Protocol>
      <Protocol>
        <Type>EXPR</Type>
        <Server>mail.contoso.example</Server>
        <SSL>On</SSL>
        <AuthPackage>Ntlm</AuthPackage>
        <CertPrincipalName>msstd:mail.contoso.example</CertPrincipalName>
        ${services('mail.contoso.example')}
      </Protocol>
      ${WEB}`)

/** Exchange 2013: the RPC server is the mailbox, EXHTTP stands there twice for a client that can handle it. */
export const EXCHANGE_2013 = settings(`<MicrosoftOnline>False</MicrosoftOnline>
      <Protocol>
        <Type>EXCH</Type>
        <Server>1f0d3c6e-9a4b-4c4e-8c1d-2f6b7a8c9d0e@contoso.example</Server>
        <ServerVersion>73C0834F</ServerVersion>
        <AuthPackage>Anonymous</AuthPackage>
        <ServerExclusiveConnect>off</ServerExclusiveConnect>
        ${services('ex1.contoso.example')}
      </Protocol>
      <Protocol>
        <Type>EXPR</Type>
        <Server>mail.contoso.example</Server>
        <SSL>On</SSL>
        <AuthPackage>Negotiate</AuthPackage>
        <ServerExclusiveConnect>on</ServerExclusiveConnect>
        <CertPrincipalName>None</CertPrincipalName>
        <GroupingInformation>Default-First-Site-Name</GroupingInformation>
        ${services('mail.contoso.example')}
      </Protocol>
      <Protocol>
        <Type>EXHTTP</Type>
        <Server>ex1.contoso.example</Server>
        <SSL>Off</SSL>
        <AuthPackage>Ntlm</AuthPackage>
        <ServerExclusiveConnect>On</ServerExclusiveConnect>
      </Protocol>
      <Protocol>
        <Type>EXHTTP</Type>
        <Server>mail.contoso.example</Server>
        <SSL>On</SSL>
        <AuthPackage>Negotiate</AuthPackage>
        <ServerExclusiveConnect>On</ServerExclusiveConnect>
      </Protocol>
      <PublicFolderInformation><SmtpAddress>folders@contoso.example</SmtpAddress></PublicFolderInformation>`)

/** Exchange 2016 and 2019 to a client with X-MapiHttpCapability: MAPI over HTTP, no EXCH, no EXPR. */
export const EXCHANGE_2016 = settings(`<MicrosoftOnline>False</MicrosoftOnline>
      <AlternativeMailbox>
        <Type>Delegate</Type>
        <DisplayName>Sales &amp; Support</DisplayName>
        <SmtpAddress>sales@contoso.example</SmtpAddress>
        <OwnerSmtpAddress>sales@contoso.example</OwnerSmtpAddress>
      </AlternativeMailbox>
      <Protocol Type="mapiHttp" Version="1">
        <MailStore>
          <InternalUrl>https://ex1.contoso.example/mapi/emsmdb/?MailboxId=1f0d3c6e-9a4b-4c4e-8c1d-2f6b7a8c9d0e@contoso.example</InternalUrl>
          <ExternalUrl>https://mail.contoso.example/mapi/emsmdb/?MailboxId=1f0d3c6e-9a4b-4c4e-8c1d-2f6b7a8c9d0e@contoso.example</ExternalUrl>
        </MailStore>
        <AddressBook>
          <InternalUrl>https://ex1.contoso.example/mapi/nspi/?MailboxId=1f0d3c6e-9a4b-4c4e-8c1d-2f6b7a8c9d0e@contoso.example</InternalUrl>
        </AddressBook>
      </Protocol>
      ${WEB}`)

/** Exchange 2019 to a client without X-MapiHttpCapability. */
export const EXCHANGE_2019 = settings(`<Protocol>
        <Type>EXCH</Type>
        <Server>1f0d3c6e-9a4b-4c4e-8c1d-2f6b7a8c9d0e@contoso.example</Server>
        <ServerVersion>73C286EB</ServerVersion>
      </Protocol>
      <Protocol>
        <Type>EXPR</Type>
        <Server>mail.contoso.example</Server>
        <SSL>On</SSL>
      </Protocol>`)

/** What a web host answers with who has mail for the domain, and no Exchange. */
export const PROVIDER = `<?xml version="1.0" encoding="UTF-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
  <Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">
    <Account>
      <AccountType>email</AccountType>
      <Action>settings</Action>
      <Protocol>
        <Type>IMAP</Type><Server>imap.hosting.example</Server><Port>993</Port><DomainRequired>off</DomainRequired>
        <LoginName>anna@contoso.example</LoginName><SPA>off</SPA><SSL>on</SSL><AuthRequired>on</AuthRequired>
      </Protocol>
      <Protocol><Type>POP3</Type><Server>pop.hosting.example</Server><Port>many</Port><SSL>maybe</SSL></Protocol>
      <Protocol><Type>SMTP</Type><Server>smtp.hosting.example</Server><Port>465</Port><SSL>on</SSL></Protocol>
    </Account>
  </Response>
</Autodiscover>`

export function errorAnswer(code: number, message: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
  <Response>
    <Error Time="12:34:56.1234567" Id="2477272013">
      <ErrorCode>${code}</ErrorCode>
      <Message>${message}</Message>
      <DebugData />
    </Error>
  </Response>
</Autodiscover>`
}

/** An answer that sends elsewhere. */
export function redirectAnswer(action: string, element: string, target: string): string {
  return settings('', '').replace(
    '<Action>settings</Action>',
    `<Action>${action}</Action><${element}>${target}</${element}>`,
  )
}
