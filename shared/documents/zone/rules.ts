import { dnsCnameDangling, srvBesideAddress, srvShadowed } from '../../findings/index.ts'
import type { Remark, TextRange } from '../document.ts'
import type { Word, ZoneFile, ZoneFileRecord } from './records.ts'

/** What Outlook trips over in a zone, as far as the file alone shows it. */
export function remarksOn(zone: ZoneFile): Remark[] {
  const { records } = zone
  return records
    .flatMap((record) => {
      if (record.type === 'SRV' && record.owner.startsWith('_autodiscover._tcp.')) return onSrv(record, zone)
      return record.type === 'CNAME' ? onAlias(record, zone) : []
    })
    .sort((left, right) => left.range.start - right.range.start)
}

function onSrv(record: ZoneFileRecord, zone: ZoneFile): Remark[] {
  const [, , port, target] = record.data
  if (port === undefined || target === undefined) return []
  const domain = record.owner.slice('_autodiscover._tcp.'.length)
  const host = zone.absolute(target)
  const values = { domain, target: host, port: Number(port.text) }
  if (!Number.isInteger(values.port) || values.port < 1 || values.port > 65_535 || host === '') return []
  const remarks: Remark[] = []
  if (values.port !== 443) {
    remarks.push({
      ...remark(srvShadowed({ ...values, problem: 'other-port' }), port.range),
      fixes: [{ title: 'Name port 443', edits: [{ range: port.range, text: '443' }] }],
    })
  }
  const alias = recordsOf(host, zone).find(({ type }) => type === 'CNAME')
  if (alias) remarks.push(remark(srvShadowed({ ...values, problem: 'alias' }), target.range, alias))
  else if (isMissing(host, zone))
    remarks.push(remark(srvShadowed({ ...values, problem: 'no-address' }), target.range))
  const before = answeredBefore(domain, host, zone)
  if (before) {
    const { owner, other, at } = before
    remarks.push(remark(srvBesideAddress({ domain, target: host, other, owner }), target.range, at))
  }
  return remarks
}

function onAlias(record: ZoneFileRecord, zone: ZoneFile): Remark[] {
  const [target] = record.data
  const host = target && zone.absolute(target)
  if (target === undefined || host === undefined || !isMissing(host, zone)) return []
  return [remark(dnsCnameDangling({ name: record.owner, target: host }), target.range)]
}

/** The record of autodiscover, or the wildcard that stands for it, when it leads elsewhere than the SRV record. */
function answeredBefore(domain: string, host: string, zone: ZoneFile) {
  const name = `autodiscover.${domain}`
  const own = recordsOf(name, zone)
  const found = own.length > 0 ? own : recordsOf(`*.${domain}`, zone)
  const owner = own.length > 0 ? name : `*.${domain}`
  const [first] = found
  if (first === undefined) return undefined
  const destinations = found.flatMap(({ type, data: [word] }) =>
    word ? [destination(type, word, zone)] : [],
  )
  const wanted = new Set([
    host,
    ...recordsOf(host, zone).flatMap(({ type, data: [word] }) =>
      word ? [destination(type, word, zone)] : [],
    ),
  ])
  const other = destinations.find((each) => !wanted.has(each))
  // Where the SRV record's host has no address here, whether they differ cannot be told.
  const known = wanted.size > 1 || first.type === 'CNAME'
  return other !== undefined && known ? { owner, other, at: first } : undefined
}

function destination(type: string, word: Word, zone: ZoneFile): string {
  return type === 'CNAME' ? zone.absolute(word) : word.text.toLowerCase()
}

function recordsOf(name: string, { records }: ZoneFile): readonly ZoneFileRecord[] {
  return records.filter(({ owner, type }) => owner === name && ['A', 'AAAA', 'CNAME'].includes(type))
}

/** Whether a name of this very zone has no record: nothing is said of one that another zone, file or wildcard may have. */
function isMissing(name: string, { name: zone, records, includes }: ZoneFile): boolean {
  if (zone === undefined || includes || !name.endsWith(`.${zone}`)) return false
  return !records.some(
    ({ owner, type }) =>
      owner === name ||
      owner.endsWith(`.${name}`) ||
      (owner.startsWith('*.') && name.endsWith(owner.slice(1))) ||
      (type === 'NS' && owner !== zone && (name === owner || name.endsWith(`.${owner}`))) ||
      (type === 'DNAME' && name.endsWith(`.${owner}`)),
  )
}

function remark(finding: Remark['finding'], range: TextRange, other?: ZoneFileRecord): Remark {
  const related = other
    ? [
        {
          range: other.ownerRange ?? other.range,
          message: `${other.owner} is a record of type ${other.type}`,
        },
      ]
    : []
  return { finding, range, related, fixes: [] }
}
