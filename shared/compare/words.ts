import { describeFinding, type Remedy, regionFiltered } from '../findings/index.ts'
import type { Comparison, Difference } from './comparison.ts'

type Seen = Difference['seen'][number]

/** A difference in words. Plain text with foreign names in it: whoever shows it escapes for their sink. */
export interface DifferenceText {
  readonly title: string
  /** What it means, and what it may come from. */
  readonly meaning: string
  readonly remedies: readonly Remedy[]
}

export function describeDifference(difference: Difference, { sides }: Comparison): DifferenceText {
  const { kind, host, port } = difference
  const place = port === undefined ? host : `port ${port} of ${host}`
  const at = (where: string, text: string): Remedy => ({ for: 'any', where, text })
  switch (kind) {
    case 'split-dns':
      return {
        title: `${host} leads elsewhere inside than outside`,
        meaning:
          'That is split DNS, and healthy as long as both lead to Exchange: from each side its own address is looked at. A fault that only one side has is at the address of that side.',
        remedies: [],
      }
    case 'dns-differs':
      return {
        title: `${host} leads elsewhere from one place outside than from another`,
        meaning:
          'Either DNS answers by region, which has to lead to a working server from each, or a record was changed and not every resolver has heard of it, or the servers of the zone do not hold the same.',
        remedies: [
          at(
            'the public DNS zone',
            'Ask each name server of the zone for the record; they have to agree. After a change, wait for as long as the old record may be kept (its TTL), and compare again.',
          ),
        ],
      }
    case 'firewall':
      return {
        title: `A firewall stands before ${place}`,
        meaning:
          'The port takes connections from one side, so the service runs; from the other side it does not: something in between refuses or drops them. No answer at all is a filter, a refusal mostly a device that forwards to nowhere.',
        remedies: [
          at(
            'the firewall between both sides',
            `Forward ${place} to the server or the load balancer, in both directions, and look at its log while comparing again.`,
          ),
        ],
      }
    case 'region-filtered': {
      const named = (all: Difference['seen']) => all.map(({ side }) => sides[side]?.name ?? '')
      // Which answer is the right one nobody can say: the first place outside is taken as a measure for the others.
      const measure = difference.seen.find(({ side }) => sides[side]?.perspective === 'outside')?.what
      const passing = ({ what }: Seen) => what === (port === undefined ? measure : 'open')
      const some = difference.seen.filter(passing)
      const others = difference.seen.filter((each) => !passing(each))
      const values = { host, port: port ?? 443, passes: named(some), blocked: named(others) }
      const { title, sentence, meaning, remedies } = describeFinding(regionFiltered(values))
      return { title, meaning: `${sentence} ${meaning}`, remedies }
    }
    case 'tls-interception':
      return {
        title: `Somebody opens TLS on the way to ${host}`,
        meaning:
          'The same address shows a certificate of another issuer to one side: a proxy or a virus scanner on the way ends TLS there, and speaks in the name of the server. Outlook warns where it does not trust that issuer, NTLM with Extended Protection fails, and so do RPC over HTTP and MAPI over HTTP where the proxy does not know them.',
        remedies: [
          at(
            'the proxy, the firewall or the security software of that side',
            `Except ${host} and the Autodiscover hosts from TLS inspection.`,
          ),
        ],
      }
    case 'other-certificate':
      return {
        title: `${host} shows another certificate to one side`,
        meaning:
          'At another address another server or listener answers, with a certificate of its own. Outlook takes it as long as it trusts the issuer, the names fit, and it has not run out: each side is judged by itself. With Extended Protection, the certificate on the balancer and on Exchange has to be the same.',
        remedies: [
          at(
            'each server and load balancer that answers for the name',
            'Bind the same certificate with its intermediates everywhere, so that it is renewed once.',
          ),
        ],
      }
    case 'load-balancer':
      return {
        title: `The members behind ${host} are unlike`,
        meaning:
          'The same address shows another certificate of the same issuer to one side: several machines are behind it, and not all have been given the same. Users see a fault of one of them now and then.',
        remedies: [
          at(
            'each member of the load balancer',
            'Bind the same certificate on all members, and compare the settings of their virtual directories.',
          ),
        ],
      }
    case 'publishing':
      return {
        title: `${host} answers the same requests otherwise inside than outside`,
        meaning:
          'What publishes Exchange to the internet does not pass everything on as it is, or another server answers inside. What inside answers is what Exchange says.',
        remedies: [
          at(
            'the reverse proxy or the publishing rule',
            'Compare its paths with those below, and pass on what Outlook needs: /rpc, /mapi, /autodiscover, /ews and /oab.',
          ),
        ],
      }
  }
}

/** What to make of it all, in one or two sentences. */
export function headline({ sides, differences }: Comparison): string {
  const outcomes = (perspective: 'inside' | 'outside') =>
    sides.filter((side) => side.perspective === perspective).map(({ outcome }) => outcome)
  const [inside, outside] = [outcomes('inside'), outcomes('outside')]
  const all = sides.map(({ outcome }) => outcome)
  if (all.every((outcome) => outcome === 'works')) {
    return differences.some(({ severity }) => severity === 'error' || severity === 'warning')
      ? 'It works from everywhere, but not alike.'
      : 'It works from everywhere.'
  }
  if (all.every((outcome) => outcome === 'fails')) {
    return 'It fails from everywhere: the fault is in the estate itself, not on the way to it.'
  }
  if (
    inside.length > 0 &&
    inside.every((outcome) => outcome === 'works') &&
    outside.every((o) => o === 'fails')
  ) {
    return 'It works inside and fails outside: the fault is in what stands between, such as the firewall, the publishing rule or public DNS.'
  }
  if (inside.some((outcome) => outcome === 'fails') && outside.every((outcome) => outcome === 'works')) {
    return 'It works outside and fails inside: the fault is in the inner network, such as its DNS, its proxy or the certificate of the inner address.'
  }
  if (outside.includes('works') && outside.includes('fails')) {
    return 'It works from one place outside and fails from another: a filter by region, DNS by region, or members of a load balancer that are unlike.'
  }
  return all.includes('fails')
    ? 'It fails from one place, and from another it could not be told.'
    : 'From one place it could not be told.'
}
