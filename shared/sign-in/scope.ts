import { registrableDomain } from '../protocols/autodiscover/index.ts'

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
  const organisation = registrableDomain(hostIn(request.target))
  return (host) => hosts.includes(normal(host)) || registrableDomain(normal(host)) === organisation
}

/** The host in a target as a user types it: an address, a URL, a host with a port. */
function hostIn(target: string): string {
  const url = /^https?:\/\//i.test(target) ? URL.parse(target) : null
  if (url !== null) return normal(url.hostname)
  return normal(target.slice(target.lastIndexOf('@') + 1).replace(/:\d+$/, ''))
}

function normal(host: string): string {
  return host.toLowerCase().replace(/\.$/, '')
}
