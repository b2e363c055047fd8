import type { GivenEstate, GivenObject, GivenSetting } from '../rules/index.ts'
import type { Call, Script, Setting } from './script.ts'
import type { Resolved } from './variables.ts'

/** A script as rules judge it. */
export function estateOf({ calls, commands, text }: Script): GivenEstate {
  return {
    objects: calls.map(objectOf),
    extendedProtection: [...commands].some((name) => name.includes('exchangeextendedprotectionmanagement')),
    generations: generationsIn(text),
  }
}

function objectOf({ cmdlet, name, range, settings, written }: Call): GivenObject {
  return {
    subject: cmdlet.subject,
    sets: !/^get-/i.test(name),
    range,
    settings: settings.flatMap(settingOf),
    parameters: written.map((each) => ({ name: each.name, range: each.range })),
  }
}

function settingOf({ parameter, value, nameRange }: Setting): GivenSetting[] {
  const values = textsOf(value)
  if (values === undefined) return []
  const written = value.kind !== 'text' || value.sources.length === 0
  return [
    {
      parameter,
      values,
      range: value.range,
      nameRange,
      written: (written && value.kind !== 'list') || isBare(value),
    },
  ]
}

/** A list of bare words may be added to as text; one in brackets may not. */
function isBare(value: Resolved): boolean {
  return (
    value.kind === 'list' && value.items.every((item) => item.kind === 'text' && item.sources.length === 0)
  )
}

/** Undefined when any part of it has to be computed. */
function textsOf(value: Resolved): string[] | undefined {
  switch (value.kind) {
    case 'text':
      return [value.text]
    case 'boolean':
      return [String(value.value)]
    case 'unknown':
      return undefined
    case 'list': {
      const texts = value.items.map(textsOf)
      return texts.includes(undefined) ? undefined : texts.flatMap((each) => each ?? [])
    }
  }
}

const VERSIONS = { '8': '2007', '14': '2010' } as const

/** The generations that the script says it is about: by a version that it asks for, or the title at its top. */
function generationsIn(text: string): GivenEstate['generations'] {
  const found = new Set<GivenEstate['generations'][number]>()
  for (const [, number] of text.matchAll(
    /AdminDisplayVersion\s+-(?:i?like|i?match)\s+['"]\*?Version (8|14)\b/gi,
  )) {
    if (number === '8' || number === '14') found.add(VERSIONS[number])
  }
  const head = /^(?:\s*(?:#[^\n]*\n|<#[\s\S]*?#>))+/.exec(text)?.[0] ?? ''
  for (const [, year] of head.matchAll(/\bExchange(?: Server)? (2007|2010|2013|2016|2019)\b/gi)) {
    if (year === '2007' || year === '2010' || year === '2013' || year === '2016' || year === '2019')
      found.add(year)
  }
  if (/\bExchange(?: Server)? (?:SE|Subscription Edition)\b/i.test(head)) found.add('se')
  return [...found]
}
