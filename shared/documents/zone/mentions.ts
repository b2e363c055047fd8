import { normaliseAddress } from '../../transport/address-kind.ts'
import type { Mention } from '../document.ts'
import { hostName } from '../plain/names.ts'
import type { ZoneFile, ZoneFileRecord } from './records.ts'

/** Labels under which Exchange is published. */
const MAIL_LABELS =
  /^(?:autodiscover|mail\d*|owa|outlook|webmail|exchange|ex\d+|email|oa|mapi|smtp|mx\d*|legacy)$/

/** The names of a zone that Outlook meets: the domain, Autodiscover, the hosts of mail, and where records lead. */
export function mentionsOf(zone: ZoneFile): Mention[] {
  const mentions = zone.records.flatMap((record) => [
    ...ownerMention(record, zone),
    ...dataMentions(record, zone),
  ])
  return mentions.sort((left, right) => left.range.start - right.range.start)
}

function ownerMention({ owner, ownerRange, type }: ZoneFileRecord, { name }: ZoneFile): Mention[] {
  if (ownerRange === undefined || hostName(owner) === undefined) return []
  if (type === 'SOA') {
    return [
      {
        range: ownerRange,
        role: 'domain',
        value: owner,
        probe: { probe: 'outlook-anywhere', target: owner },
      },
    ]
  }
  if (type === 'SRV' && owner.startsWith('_autodiscover._tcp.')) {
    const domain = owner.slice('_autodiscover._tcp.'.length)
    return [
      {
        range: ownerRange,
        role: 'host',
        value: owner,
        host: domain,
        probe: { probe: 'autodiscover', target: domain },
      },
    ]
  }
  const [label = ''] = owner.split('.')
  if (!['A', 'AAAA', 'CNAME'].includes(type) || owner === name || !MAIL_LABELS.test(label)) return []
  const domain = owner.slice(label.length + 1)
  const probe =
    label === 'autodiscover'
      ? { probe: 'autodiscover', target: domain }
      : { probe: 'certificate', target: owner }
  return [{ range: ownerRange, role: 'host', value: owner, probe }]
}

function dataMentions(record: ZoneFileRecord, zone: ZoneFile): Mention[] {
  const { type, data, owner } = record
  const at = { MX: 1, SRV: 3, CNAME: 0 }[type]
  const word = at === undefined ? undefined : data[at]
  if (word && (type !== 'SRV' || owner.startsWith('_autodiscover.'))) {
    const host = hostName(zone.absolute(word))
    return host === undefined ? [] : [{ range: word.range, role: 'host', value: host }]
  }
  const [address] = type === 'A' || type === 'AAAA' ? data : []
  const value = address && normaliseAddress(address.text)
  return address && value !== undefined ? [{ range: address.range, role: 'address', value }] : []
}
