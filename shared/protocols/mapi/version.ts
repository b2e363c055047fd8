/** A version in three words (MS-OXCRPC section 3.1.4.1.3.1), as clients and servers show theirs. */
export type VersionWords = readonly [number, number, number]

/** What Outpost presents itself as: an Outlook that servers of any age take, and that filters for old clients let pass. */
export const CLIENT_VERSION = '16.0.17928.20000'

/** Bit 15 of the second word: the first holds major and minor. */
const FOUR_PARTS = 0x8000

/** The words of a version of four numbers, such as `15.0.4420.1017`. Throws a RangeError for any other text. */
export function versionWords(version: string): VersionWords {
  const parts = version.split('.').map(Number)
  const [major = -1, minor = -1, build = -1, revision = -1] = parts
  const fits = major <= 0xff && minor <= 0xff && build < FOUR_PARTS && revision <= 0xffff
  if (parts.length !== 4 || !fits || !parts.every((part) => Number.isInteger(part) && part >= 0))
    throw new RangeError('expected a version of four numbers')
  return [(major << 8) | minor, FOUR_PARTS | build, revision]
}

/** The version that three words stand for, always as four numbers. */
export function versionText([first, second, third]: VersionWords): string {
  if ((second & FOUR_PARTS) === 0) return `${first}.0.${second}.${third}`
  return `${first >>> 8}.${first & 0xff}.${second & (FOUR_PARTS - 1)}.${third}`
}
