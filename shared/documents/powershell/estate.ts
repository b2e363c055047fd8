import { generationSchema } from '../../findings/generation.ts'
import type { GivenEstate, GivenObject, GivenSetting } from '../rules/index.ts'
import { onceFor } from './placed.ts'
import type { Call, Script, Setting } from './script.ts'
import { type Resolved, shifted } from './variables.ts'

/** A script as rules judge it. */
export function estateOf({ calls, commands, text }: Script): GivenEstate {
  const only = writtenFor(text)
  return {
    objects: calls.map(objectOf),
    extendedProtection: [...commands].some((name) => name.includes('exchangeextendedprotectionmanagement')),
    generations: askedFor(text),
    ...(only !== undefined && { writtenFor: only }),
  }
}

const objectOf = onceFor(objectAt, (object: GivenObject, by) => ({
  ...object,
  range: shifted(object.range, by),
  settings: object.settings.map((setting) => ({
    ...setting,
    range: shifted(setting.range, by),
    nameRange: shifted(setting.nameRange, by),
  })),
  parameters: object.parameters.map(({ name, range }) => ({ name, range: shifted(range, by) })),
}))

function objectAt({ cmdlet, name, range, settings, written }: Call): GivenObject {
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

/** The generations that the script itself asks for. */
function askedFor(text: string): GivenEstate['generations'] {
  const filters = text.matchAll(/AdminDisplayVersion\s+-(?:i?like|i?match)\s+['"]\*?Version (8|14)\b/gi)
  return [...new Set([...filters].map(([, number]) => (number === '8' ? '2007' : '2010')))]
}

/** The generation that the title at the top names, where it names one alone. */
function writtenFor(text: string): GivenEstate['writtenFor'] {
  const head = /^(?:\s*(?:#[^\n]*\n|<#[\s\S]*?#>))+/.exec(text)?.[0] ?? ''
  const named = head.matchAll(/\bExchange(?: Server)? (2007|2010|2013|2016|2019|SE\b|Subscription Edition)/gi)
  const [only, ...others] = new Set([...named].map(([, name = '']) => (/^\d/.test(name) ? name : 'se')))
  return others.length > 0 ? undefined : generationSchema.safeParse(only).data
}
