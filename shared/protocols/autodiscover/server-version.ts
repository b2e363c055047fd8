/** Exchange's version: 15.0.847 is Exchange 2013 SP1. */
export interface ServerVersion {
  readonly major: number
  readonly minor: number
  readonly build: number
}

/**
 * Reads the element ServerVersion (MS-OXDSCLI section 2.2.4.1.1.2): eight hexadecimal digits of a number whose bits
 * are, from the top, 4 for the form (always 7), 6 for major, 6 for minor, 1 set, 15 for the build.
 * `undefined` for anything else.
 *
 * @example
 * readServerVersion('73C0834F')   // { major: 15, minor: 0, build: 847 }
 */
export function readServerVersion(text: string): ServerVersion | undefined {
  if (!/^[0-9a-fA-F]{8}$/.test(text)) return undefined
  const number = Number.parseInt(text, 16)
  if (number >>> 28 !== 7) return undefined
  return { major: (number >>> 22) & 0x3f, minor: (number >>> 16) & 0x3f, build: number & 0x7fff }
}
