/** The groups for ECDHE that the client speaks (RFC 8446 section 4.2.7), the preferred first. */
export const namedGroups = [
  { code: 0x001d, name: 'x25519', bits: 253, algorithm: { name: 'X25519' }, publicLength: 32 },
  {
    code: 0x0017,
    name: 'secp256r1',
    bits: 256,
    algorithm: { name: 'ECDH', namedCurve: 'P-256' },
    publicLength: 65,
  },
  {
    code: 0x0018,
    name: 'secp384r1',
    bits: 384,
    algorithm: { name: 'ECDH', namedCurve: 'P-384' },
    publicLength: 97,
  },
  {
    code: 0x0019,
    name: 'secp521r1',
    bits: 521,
    algorithm: { name: 'ECDH', namedCurve: 'P-521' },
    publicLength: 133,
  },
] as const

export type NamedGroup = (typeof namedGroups)[number]
export type GroupName = NamedGroup['name']

export function groupFromName(name: GroupName): NamedGroup {
  const group = namedGroups.find((candidate) => candidate.name === name)
  if (!group) throw new RangeError(`there is no group "${name}"`)
  return group
}
