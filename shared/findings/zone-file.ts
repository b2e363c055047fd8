import { isHostName } from './host-name.ts'

/** A domain name in a line of a zone, absolute; what is no name becomes a placeholder. */
export function zoneName(value: string): string {
  return `${isHostName(value) ? value : '<name>'}.`
}
