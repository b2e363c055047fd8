import { type TextDocument, window, workspace } from 'vscode'

/** The tenant of the sample estate that is shown first: one fault, on a line of the script. */
export const SAMPLE_TARGET = 'certificate-expired.test'

const SAMPLE = `# Publishes Outlook Anywhere
# The estate is simulated inside this window: nothing leaves your machine.
# Look at what is underlined, and at the lenses above it.

$outlookAnywhere = @{
    ExternalHostname = 'mail.certificate-expired.test'
    ExternalClientsRequireSsl = $true
    ExternalClientAuthenticationMethod = 'Ntlm'
    InternalHostname = 'mail.certificate-expired.test'
    InternalClientsRequireSsl = $true
    InternalClientAuthenticationMethod = 'Ntlm'
}
Get-OutlookAnywhere -Server EX01 | Set-OutlookAnywhere @outlookAnywhere

Set-MapiVirtualDirectory 'EX01\\mapi (Default Web Site)' -ExternalUrl 'https://mail.certificate-expired.test/mapi'
Set-ClientAccessService EX01 -AutoDiscoverServiceInternalUri 'https://autodiscover.certificate-expired.test/autodiscover/autodiscover.xml'
`

/** Opens the script of the sample estate, which is saved nowhere. */
export async function openSample(): Promise<TextDocument> {
  const open = workspace.textDocuments.find(
    (document) => document.isUntitled && document.getText() === SAMPLE,
  )
  const document = open ?? (await workspace.openTextDocument({ language: 'powershell', content: SAMPLE }))
  await window.showTextDocument(document)
  return document
}
