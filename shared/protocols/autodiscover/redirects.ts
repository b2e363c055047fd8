import { sameOrganisation } from './organisation.ts'

/** How many redirects of all kinds Outlook follows. */
export const MOST_REDIRECTS = 10

/** What was asked on the way to where we are. Plain data; start with {@link startTrail}. */
export interface RedirectTrail {
  /** Where the last request went. */
  readonly url: string
  /** Whose settings were asked for last. */
  readonly address: string
  /** Addresses in lower case. */
  readonly addresses: readonly string[]
  /** URLs that the present address was asked for at. */
  readonly urls: readonly string[]
  readonly redirects: number
}

export type Redirect =
  /** A `Location` header, which may be relative. */
  | { readonly kind: 'location'; readonly target: string }
  /** The element RedirectUrl, or a SOAP answer's RedirectTarget. */
  | { readonly kind: 'url'; readonly target: string }
  /** The element RedirectAddr, or a SOAP answer's RedirectTarget: discovery starts again with that address. */
  | { readonly kind: 'address'; readonly target: string }

export type RedirectDecision =
  | {
      readonly follow: 'url'
      readonly trail: RedirectTrail
      /** Where to, normalised. */
      readonly url: string
      /** Whether host and address belong to different registered domains: Outlook then asks its user. */
      readonly otherOrganisation: boolean
    }
  | {
      readonly follow: 'address'
      readonly trail: RedirectTrail
      readonly address: string
      readonly otherOrganisation: boolean
    }
  | {
      readonly follow: 'nowhere'
      /** `insecure`: not https. `loop`: was there before. `too-many`: the eleventh. `unreadable`: no URL, no address, or a URL with a user name. */
      readonly reason: 'insecure' | 'loop' | 'too-many' | 'unreadable'
    }

/** Before the first redirect: what is asked for, and where. */
export function startTrail(url: string, address: string): RedirectTrail {
  return { url, address, addresses: [address.toLowerCase()], urls: [url], redirects: 0 }
}

/** After a redirect to another address: the first request for it, or the next candidate's, goes to `url`. */
export function resumeTrail(trail: RedirectTrail, url: string): RedirectTrail {
  return { ...trail, url, urls: [...trail.urls, url] }
}

/** Whether Outlook would follow a redirect (MS-OXDSCLI section 3.1.5), and what is known then. */
export function takeRedirect(trail: RedirectTrail, redirect: Redirect): RedirectDecision {
  if (trail.redirects >= MOST_REDIRECTS) return { follow: 'nowhere', reason: 'too-many' }
  return redirect.kind === 'address' ? takeAddress(trail, redirect.target) : takeUrl(trail, redirect)
}

function takeUrl(trail: RedirectTrail, { kind, target }: Redirect): RedirectDecision {
  const url = URL.parse(target, kind === 'location' ? trail.url : undefined)
  if (url === null || url.username !== '' || url.password !== '')
    return { follow: 'nowhere', reason: 'unreadable' }
  if (url.protocol !== 'https:') return { follow: 'nowhere', reason: 'insecure' }
  url.hash = ''
  if (trail.urls.includes(url.href)) return { follow: 'nowhere', reason: 'loop' }
  return {
    follow: 'url',
    trail: { ...trail, url: url.href, urls: [...trail.urls, url.href], redirects: trail.redirects + 1 },
    url: url.href,
    otherOrganisation: !sameOrganisation(url.hostname, domainOf(trail.address)),
  }
}

/** The new address is asked for from its first candidate on, see {@link resumeTrail}: the URLs of the old one do not count. */
function takeAddress(trail: RedirectTrail, target: string): RedirectDecision {
  const address = target.trim().toLowerCase()
  if (!/^[^\s@]+@[^\s@]+$/.test(address)) return { follow: 'nowhere', reason: 'unreadable' }
  if (trail.addresses.includes(address)) return { follow: 'nowhere', reason: 'loop' }
  return {
    follow: 'address',
    trail: {
      ...trail,
      address,
      addresses: [...trail.addresses, address],
      urls: [],
      redirects: trail.redirects + 1,
    },
    address,
    otherOrganisation: !sameOrganisation(domainOf(address), domainOf(trail.address)),
  }
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}
