/**
 * A tenant's data names things relative to its domain: `mail`, or `@` for the domain itself. A last dot makes a
 * name absolute. This is the name as DNS and certificates have it, without the last dot.
 */
export function absoluteName(name: string, domain: string): string {
  if (name === '@') return domain
  return name.endsWith('.') ? name.slice(0, -1) : `${name}.${domain}`
}
