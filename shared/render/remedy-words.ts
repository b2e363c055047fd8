import type { Remedy } from '../findings/index.ts'

/** Where a remedy is done and for which versions: what stands before its words. */
export function remedyHeading({ where, for: versions }: Pick<Remedy, 'where' | 'for'>): string {
  const place = `${where.slice(0, 1).toUpperCase()}${where.slice(1)}`
  return versions === 'any' ? place : `${place} (${versions})`
}
