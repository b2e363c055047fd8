import { parse } from 'tldts'
import { toAscii } from '../../protocols/dns/index.ts'
import { normaliseAddress } from '../../transport/address-kind.ts'
import type { Mention, TextRange } from '../document.ts'

/** Longer than any name or URL that is worth probing. */
const LONGEST = 2048

/** What may stand in a host name, an address, a mail address or a URL. */
const TOKEN = /[\p{L}\p{N}._~:/?#[\]@!$&*+,;=%-]+/gu

/** The name, address, mail address or URL that stands at a place of a text; undefined when there is none. */
export function nameAt(text: string, offset: number): Mention | undefined {
  const [lineStart, lineEnd] = lineAround(text, offset)
  for (const { 0: token, index } of text.slice(lineStart, lineEnd).matchAll(TOKEN)) {
    const start = lineStart + index
    if (offset < start || offset > start + token.length) continue
    const found = mentionOf(token, start)
    if (found && offset >= found.range.start && offset <= found.range.end) return found
  }
  return undefined
}

function lineAround(text: string, offset: number): [number, number] {
  const start = Math.max(text.lastIndexOf('\n', offset - 1) + 1, offset - LONGEST)
  const end = text.indexOf('\n', offset)
  return [start, Math.min(end < 0 ? text.length : end, offset + LONGEST)]
}

/** Reads one word as what it names. Punctuation of the sentence around it is left out. */
export function mentionOf(token: string, start: number): Mention | undefined {
  const url = /https?:\/\/[^\s]+/i.exec(token)
  if (url) return urlMention(url[0].replace(/[.,;:!?\])]+$/, ''), start + url.index)
  const lead = /^[^\p{L}\p{N}[:_]*/u.exec(token)?.[0].length ?? 0
  const bare = token.slice(lead).replace(/[^\p{L}\p{N}\]:]+$/u, '')
  const range = { start: start + lead, end: start + lead + bare.length }
  const address = normaliseAddress(bare.replace(/^\[([^\]]*)\](?::\d{1,5})?$/, '$1'))
  if (address !== undefined) return { range, role: 'address', value: address, probe: certificateOf(address) }
  if (bare.includes('@')) return mailboxMention(bare, range)
  return hostMention(bare.replace(/[/?#].*$/, '').replace(/:\d{1,5}$/, ''), range.start)
}

function urlMention(text: string, start: number): Mention | undefined {
  const parsed = URL.canParse(text) ? new URL(text) : undefined
  if (parsed === undefined || parsed.username !== '' || parsed.password !== '') return undefined
  const host = hostName(parsed.hostname) ?? normaliseAddress(parsed.hostname.replace(/^\[|\]$/g, ''))
  if (host === undefined) return undefined
  const range = { start, end: start + text.length }
  return { range, role: 'url', value: parsed.href, host, probe: certificateOf(host) }
}

function mailboxMention(text: string, range: TextRange): Mention | undefined {
  const at = text.lastIndexOf('@')
  const domain = hostName(text.slice(at + 1))
  if (domain === undefined || !/^[^\s@:/]{1,64}$/.test(text.slice(0, at))) return undefined
  const value = `${text.slice(0, at)}@${domain}`
  return { range, role: 'mailbox', value, host: domain, probe: outlookAnywhereOf(value) }
}

function hostMention(text: string, start: number): Mention | undefined {
  const value = hostName(text)
  if (value === undefined) return undefined
  const range = { start, end: start + text.length }
  const isDomain = parse(value).domain === value
  return isDomain
    ? { range, role: 'domain', value, probe: outlookAnywhereOf(value) }
    : { range, role: 'host', value, probe: certificateOf(value) }
}

/** A name as findings have it, when it ends like a public one or in a zone that is reserved for tests. */
export function hostName(text: string): string | undefined {
  if (!text.includes('.') || text.length > 253) return undefined
  let name: string
  try {
    name = toAscii(text, { underscores: true })
  } catch {
    return undefined
  }
  const { isIcann, publicSuffix } = parse(name)
  const known = isIcann === true || /^(?:test|example|local|lan|internal|corp)$/.test(publicSuffix ?? '')
  return known && name !== publicSuffix ? name : undefined
}

const certificateOf = (target: string) => ({ probe: 'certificate', target })
const outlookAnywhereOf = (target: string) => ({ probe: 'outlook-anywhere', target })
