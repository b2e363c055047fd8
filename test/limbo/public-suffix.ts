import { getPublicSuffix } from 'tldts'

/** Whether the name is on the Public Suffix List, its private section included. */
export function isPublicSuffix(name: string): boolean {
  return getPublicSuffix(name, { allowPrivateDomains: true }) === name
}
