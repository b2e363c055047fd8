import { registrableDomain } from '../protocols/autodiscover/index.ts'
import { DnsNameError, toAscii } from '../protocols/dns/index.ts'
import { normaliseAddress } from '../transport/address-kind.ts'

/** What a run was asked, as far as it says whose hosts the credential is for. */
export interface ScopeRequest {
  readonly target: string
  readonly server?: string | undefined
  readonly overrides?: readonly { readonly host: string }[] | undefined
}

/**
 * The hosts that a credential is for: those of the organisation that was asked about, and the very hosts that the user named
 * for this run (`--server`, `--resolve`) or accepted (`more`). Autodiscover may lead anywhere else: nobody agreed to that.
 */
export function scopeOf(request: ScopeRequest, more: readonly string[] = []): (host: string) => boolean {
  const named = [request.server, ...(request.overrides ?? []).map(({ host }) => host), ...more]
  const hosts = named.filter((host) => host !== undefined).map(normal)
  const organisation = organisationOf(request)
  return (host) => hosts.includes(normal(host)) || registrableDomain(normal(host)) === organisation
}

/** The organisation that a request asks about, by its registered domain. */
export function organisationOf({ target }: Pick<ScopeRequest, 'target'>): string {
  return registrableDomain(hostIn(target))
}

/** The host in a target as a user types it, read as a probe reads it: what stands behind a host says nothing of whose it is. */
function hostIn(target: string): string {
  const text = target.trim()
  const isMail = text.includes('@') && !text.includes('/')
  const host = isMail
    ? text.slice(text.lastIndexOf('@') + 1)
    : text.replace(/^https:\/\//i, '').replace(/[/?#].*$/s, '')
  // An IPv6 address without brackets has colons that mean no port.
  return normal(normaliseAddress(host) ?? host.replace(/:\d+$/, ''))
}

/** The form in which hosts are compared: an address as it is shown, a name in A-labels. */
function normal(host: string): string {
  const address = normaliseAddress(host)
  if (address !== undefined) return address
  try {
    return toAscii(host, { underscores: true })
  } catch (error) {
    if (error instanceof DnsNameError) return host.toLowerCase()
    throw error
  }
}
