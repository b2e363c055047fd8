import type { DocumentKind } from './document.ts'

/** As much of a text as it takes to tell what it is. */
const HEAD = 16_384

/** Which reader a text is for, from its name and its beginning; total. */
export function kindOf(fileName: string, text: string): DocumentKind {
  const name = fileName.replace(/^.*[\\/]/, '').toLowerCase()
  const head = text.slice(0, HEAD)
  if (name === 'outpost.jsonc' || name.endsWith('.outpost.jsonc')) return 'outpost'
  if (/\.ps[dm]?1$/.test(name)) return 'powershell'
  if (name.endsWith('.reg') || /^\uFEFF?(Windows Registry Editor Version|REGEDIT4)/.test(head))
    return 'registry'
  if (/^\s*\uFEFF?\s*</.test(head)) {
    if (/<testresult[\s>]/i.test(head)) return 'analyzer-result'
    if (/<(?:\w+:)?Autodiscover[\s>]/.test(head)) return 'autodiscover'
    if (/<Objs[\s>]/.test(head)) return 'exchange-output'
  }
  if (/\.(zone|dns)$/.test(name) || /^db\./.test(name) || isZone(head)) return 'zone'
  if (isExchangeOutput(head)) return 'exchange-output'
  return 'plain'
}

/** A start of authority makes a zone file of a text (RFC 1035 section 5). */
function isZone(head: string): boolean {
  return /^\s*\$ORIGIN\s+\S+/im.test(head) || /^\S*\s+(?:\d+\w?\s+)?(?:IN\s+)?SOA\s+\S+\s+\S+/im.test(head)
}

/** What the shell prints of Outlook Anywhere and the virtual directories, as a list, CSV or JSON. */
function isExchangeOutput(head: string): boolean {
  const list = /^(?:External|Internal)(?:Hostname|Url)\s*:/m
  const table = /(?:^|[,;])"?(?:External|Internal)(?:Hostname|Url)"?(?:[,;]|\r?$)/m
  const json = /"(?:External|Internal)(?:Hostname|Url)"\s*:/
  return list.test(head) || table.test(head) || json.test(head)
}
