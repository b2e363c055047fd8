import type { Mention } from '../document.ts'
import { ignoredByComments, ignoredIn } from '../ignored.ts'
import { hostName } from '../plain/names.ts'
import type { DocumentReader } from '../readers.ts'

const AUTODISCOVER = /\\Outlook\\AutoDiscover(?:\\|$)/i

/** Reads an export of the registry: the values that tell Outlook how to find Autodiscover, and the hosts among them. */
export const readRegistryDocument: DocumentReader = (text) => {
  const mentions: Mention[] = []
  let key = ''
  let parsed = 0
  for (const { 0: line, index } of text.matchAll(/^[^\r\n]+/gm)) {
    const [, section] = /^\[-?(.*)\]\s*$/.exec(line) ?? []
    if (section !== undefined) key = section
    if (section !== undefined || !AUTODISCOVER.test(key)) continue
    const [, lead = '', name = '', between = '', data = ''] =
      /^(")((?:[^"\\]|\\.)*)("\s*=\s*)(.*?)\s*$/.exec(line) ?? []
    if (name === '') continue
    parsed += 1
    const nameRange = { start: index + lead.length, end: index + lead.length + name.length }
    const host = /\\RedirectServers$/i.test(key) ? hostName(name) : undefined
    if (host !== undefined) {
      mentions.push({
        range: nameRange,
        role: 'host',
        value: host,
        probe: { probe: 'autodiscover', target: host },
      })
      continue
    }
    mentions.push({ range: nameRange, role: 'setting', value: textOf(data), setting: `AutoDiscover.${name}` })
    const dataStart = index + lead.length + name.length + between.length
    mentions.push(...hostsIn(data, dataStart))
  }
  const ignored = ignoredByComments(text, ignoredIn(text, ';'))
  return { mentions, remarks: [], ignored, parsed }
}

/** `dword:00000001` as a number, a string without its quotes. */
function textOf(data: string): string {
  const [, number] = /^dword:([0-9a-f]{1,8})$/i.exec(data) ?? []
  return number === undefined ? data.replace(/^"|"$/g, '') : String(Number.parseInt(number, 16))
}

function hostsIn(data: string, start: number): Mention[] {
  const [, quote = '', text = ''] = /^(")(.*)"$/.exec(data) ?? []
  const host = hostName(text)
  if (host === undefined) return []
  const range = { start: start + quote.length, end: start + quote.length + text.length }
  return [{ range, role: 'host', value: host, probe: { probe: 'certificate', target: host } }]
}
