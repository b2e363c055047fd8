import type { Generation } from '../../findings/index.ts'
import type { TextRange } from '../document.ts'

/** One setting as a text gives it: by a parameter of a cmdlet, a property of an export, an element of an answer. */
export interface GivenSetting {
  /** As the cmdlet names it: `ExternalHostname`. */
  readonly parameter: string
  /** A boolean as `true` or `false`; a list as its members. */
  readonly values: readonly string[]
  readonly range: TextRange
  /** Where the setting's name stands. */
  readonly nameRange: TextRange
  /** Whether the range holds the value as it was written, so that a fix may replace it. */
  readonly written: boolean
}

/** Settings that belong together: those of one call of a cmdlet, or of one exported object. */
export interface GivenObject {
  /** As findings name it: `OutlookAnywhere`. */
  readonly subject: string
  /** Whether they are set here, or only shown as they are. */
  readonly sets: boolean
  readonly range: TextRange
  readonly settings: readonly GivenSetting[]
  /** Every parameter that was named, be it known or not. */
  readonly parameters: readonly { readonly name: string; readonly range: TextRange }[]
}

/** What a text says of an estate, for rules to judge. */
export interface GivenEstate {
  readonly objects: readonly GivenObject[]
  /** Whether the text switches Extended Protection on. */
  readonly extendedProtection: boolean
  /** The generations of Exchange that the text shows to be there. */
  readonly generations: readonly Generation[]
  /** The one generation that the text says it is written for. */
  readonly writtenFor?: Generation
}

/** The setting of an object; undefined when the text does not give it. */
export function settingOf({ settings }: GivenObject, parameter: string): GivenSetting | undefined {
  return settings.find((setting) => setting.parameter.toLowerCase() === parameter.toLowerCase())
}

/** The only value of a setting, in lower case. */
export function onlyValue(object: GivenObject, parameter: string): string | undefined {
  const values = settingOf(object, parameter)?.values ?? []
  return values.length === 1 ? values[0]?.toLowerCase() : undefined
}
