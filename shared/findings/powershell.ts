import { isHostName } from './host-name.ts'

/**
 * Foreign values on their way into a command that an administrator pastes into PowerShell. Each is
 * validated as its type first; what is not of that type becomes a placeholder, so that nothing of it runs.
 */

const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)$/i
const THUMBPRINT = /^[0-9a-f]{40}$/i

/** A host or domain name as a quoted PowerShell string. */
export function hostArgument(value: string): string {
  return quoted(isHostName(value) ? value : '<host name>')
}

/** An IP address as a quoted PowerShell string. */
export function addressArgument(value: string): string {
  return quoted(ADDRESS.test(value) && value.length <= 45 ? value : '<address>')
}

/** A host name or an IP address, whichever it is. */
export function hostOrAddressArgument(value: string): string {
  return ADDRESS.test(value) ? addressArgument(value) : hostArgument(value)
}

/** The common name of a certificate as Outlook expects it: `msstd:mail.contoso.com`, `msstd:*.contoso.com`. */
export function principalNameArgument(commonName: string): string {
  return quoted(`msstd:${isHostName(commonName.replace(/^\*\./, '')) ? commonName : '<common name>'}`)
}

/** A mailbox by its address, as a quoted PowerShell string. */
export function mailboxArgument(address: string): string {
  const [, localPart = '', domain = ''] = /^([^@]*)@([^@]*)$/.exec(address) ?? []
  const fits = /^[a-z0-9.!#%&*+/=?^_~-]{1,64}$/i.test(localPart) && isHostName(domain)
  return quoted(fits ? address : '<address of the mailbox>')
}

/** A user of a domain by its NetBIOS name (at most 15 characters), as a quoted string with a blank for the name. */
export function accountArgument(domain: string): string {
  return quoted(`${/^[A-Za-z0-9_-]{1,15}$/.test(domain) ? domain : '<domain>'}\\<user>`)
}

/** What no public authority certifies: names without a domain, and domains that only an inside has. */
const PRIVATE_NAME = /^[^.]+$|\.(?:corp|home|internal|intranet|lan|local|localdomain|private)$/i
const MOST_NAMES = 50

/** The names that a certificate is to have, as quoted PowerShell strings, without those of the inside. */
export function certificateNamesArgument(names: readonly string[]): string {
  const fits = (name: string) => isHostName(name.replace(/^\*\./, ''))
  const wanted = names.filter((name) => !fits(name) || !PRIVATE_NAME.test(name)).slice(0, MOST_NAMES)
  return (wanted.length === 0 ? [''] : wanted)
    .map((name) => quoted(fits(name) ? name : '<host name>'))
    .join(',')
}

/** A certificate's SHA-1 thumbprint, as `Get-ExchangeCertificate` shows it. */
export function thumbprintArgument(value: string): string {
  return quoted(THUMBPRINT.test(value) ? value.toUpperCase() : '<thumbprint>')
}

/** A quoted URL at a host, with a path that is ours: `'https://mail.contoso.com/mapi'`. */
export function urlArgument(host: string, path: string, scheme: 'http' | 'https' = 'https'): string {
  return quoted(`${scheme}://${isHostName(host) ? host : '<host name>'}${path}`)
}

/** PowerShell ends a single-quoted string at typographic quotes too; doubled, each stands for itself. */
function quoted(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`
}
