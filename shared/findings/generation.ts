import { z } from 'zod'
import type { Remedy } from './text.ts'

/** The generations of Exchange, by the names that people give them. */
export const generationSchema = z.enum(['2007', '2010', '2013', '2016', '2019', 'se'])
export type Generation = z.infer<typeof generationSchema>

export function generationName(generation: Generation): string {
  return generation === 'se' ? 'Exchange Server Subscription Edition' : `Exchange ${generation}`
}

/** Configured with the old cmdlets and parameters. */
export const UP_TO_2010: readonly Generation[] = ['2007', '2010']
/** Behind a front end, with the cmdlets of today. */
export const SINCE_2013: readonly Generation[] = ['2013', '2016', '2019', 'se']

/**
 * The methods that IIS offers for MAPI over HTTP: whoever sets a URL of the directory has to name them too, and Exchange 2013 takes
 * no OAuth among them.
 */
export function mapiMethods(generation: Generation | undefined): string {
  return generation === undefined || generation === '2013' ? 'NTLM,Negotiate' : 'NTLM,Negotiate,OAuth'
}

/** A remedy for some generations; without `generations` for all. */
export type VersionedRemedy = Omit<Remedy, 'for'> & { readonly generations?: readonly Generation[] }

/**
 * The remedies for the generation that answered, each named after it. When it is not known all of them, each
 * saying what it is for.
 */
export function remediesFor(
  generation: Generation | undefined,
  remedies: readonly VersionedRemedy[],
): readonly Remedy[] {
  return remedies
    .filter(({ generations }) => !generations || !generation || generations.includes(generation))
    .map(({ generations, ...remedy }) => ({ ...remedy, for: audience(generation, generations) }))
}

function audience(
  generation: Generation | undefined,
  generations: readonly Generation[] | undefined,
): string {
  if (generations === undefined) return 'any'
  if (generation !== undefined) return generationName(generation)
  const [first = 'se'] = generations
  const last = generations.at(-1) ?? first
  if (first === last) return generationName(first)
  return last === 'se' ? `${generationName(first)} and later` : `Exchange ${generations.join(', ')}`
}
