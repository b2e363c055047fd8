import { getDomain } from 'tldts'

/**
 * The part of a host name that somebody registered (`example.co.uk` of `mail.example.co.uk`), by the public suffix list with
 * its private part, in which the customers of a hoster are apart. A name that has none (an address, one label) stands for itself.
 */
export function registrableDomain(host: string): string {
  const name = host.toLowerCase().replace(/\.$/, '')
  return getDomain(name, { allowPrivateDomains: true }) ?? name
}

/** Whether two hosts or domains belong to one registered domain. */
export function sameOrganisation(left: string, right: string): boolean {
  return registrableDomain(left) === registrableDomain(right)
}
