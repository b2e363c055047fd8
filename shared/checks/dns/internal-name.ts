/** Endings that no public zone has: names below them lead nowhere from outside (RFC 6762, and ICANN's `internal`). */
const INTERNAL_ENDINGS = ['.local', '.internal', '.lan', '.corp', '.home', '.localdomain', '.home.arpa']

export function isInternalName(name: string): boolean {
  return INTERNAL_ENDINGS.some((ending) => name.endsWith(ending))
}
