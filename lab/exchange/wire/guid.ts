/** The 16 octets of a GUID that is written with hyphens: the first three groups least octet first (MS-DTYP section 2.3.4.2). */
export function guidOctets(guid: string): Buffer {
  const octets = Buffer.from(guid.replaceAll('-', ''), 'hex')
  octets.subarray(0, 4).reverse()
  octets.subarray(4, 6).reverse()
  octets.subarray(6, 8).reverse()
  return octets
}
