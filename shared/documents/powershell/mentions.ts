import type { Mention, TextRange } from '../document.ts'
import { hostName, mentionOf } from '../plain/names.ts'
import { onceFor } from './placed.ts'
import type { Call, Script, Setting } from './script.ts'
import { type Resolved, shifted } from './variables.ts'

/** The places of a script at which it names what a finding can be about, in the order of the text. */
export function mentionsOf({ calls, looks }: Script): Mention[] {
  const mentions = [...calls.flatMap(mentionsIn), ...looks.flatMap((value) => texts(value).flatMap(namedIn))]
  const unique = new Map(
    mentions.map((mention) => [
      `${mention.range.start} ${mention.range.end} ${mention.setting ?? ''}`,
      mention,
    ]),
  )
  return [...unique.values()].sort((left, right) => left.range.start - right.range.start)
}

const mentionsIn = onceFor(
  ({ settings }: Call): readonly Mention[] => settings.flatMap(settingMentions),
  (mentions, by) => mentions.map((mention) => ({ ...mention, range: shifted(mention.range, by) })),
)

function settingMentions({ cmdlet, parameter, role, value }: Setting): Mention[] {
  const setting = `${cmdlet.subject}.${parameter}`
  if (role === 'authentication' || role === 'boolean') {
    const text =
      value.kind === 'boolean'
        ? String(value.value)
        : texts(value)
            .map((each) => each.text)
            .join(',')
    return text === '' ? [] : [{ range: value.range, role: 'setting', value: text, setting }]
  }
  return texts(value).flatMap((text) => [
    ...named(text, setting, role, cmdlet.probe),
    // Where the name itself was written, for who came by way of a variable.
    ...text.sources.flatMap((source) => namedIn({ ...source, sources: [] })),
  ])
}

interface Text {
  readonly text: string
  readonly range: TextRange
  readonly sources: readonly { readonly text: string; readonly range: TextRange }[]
}

function texts(value: Resolved): Text[] {
  if (value.kind === 'list') return value.items.flatMap(texts)
  return value.kind === 'text' ? [value] : []
}

function named({ text, range }: Text, setting: string, role: Setting['role'], probe: string): Mention[] {
  if (role === 'url') {
    const host = URL.canParse(text) ? hostName(new URL(text).hostname) : undefined
    const base: Mention = { range, role: 'setting', value: text, setting }
    return [host === undefined ? base : { ...base, host, probe: { probe, target: host } }]
  }
  if (role === 'principal') {
    const host = hostName(text.replace(/^msstd:(?:\*\.)?/i, ''))
    return [{ range, role: 'setting', value: text, setting, ...(host !== undefined && { host }) }]
  }
  const host = hostName(text.replace(/^\*\./, ''))
  const base: Mention = { range, role: 'setting', value: text, setting }
  return [
    host === undefined
      ? base
      : { ...base, host, ...(text.startsWith('*') ? {} : { probe: { probe, target: host } }) },
  ]
}

function namedIn({ text, range }: Text): Mention[] {
  const mention = mentionOf(text, 0)
  return mention ? [{ ...mention, range }] : []
}
