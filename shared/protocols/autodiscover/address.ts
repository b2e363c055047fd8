import { ProtocolError } from '../protocol-error.ts'

/** RFC 5321 section 4.5.3.1: 64 for the local part, 255 for the domain, and the sign between. */
const LONGEST = 320

/** Without blanks, and without characters that XML and header lines cannot hold. */
const ADDRESS = /^[^\s\p{C}@]+@[^\s\p{C}@]+$/u

/** An address fit to be put into a request. Throws `autodiscover.address`, without repeating it. */
export function checkAddress(address: string): string {
  if (address.length > LONGEST || !ADDRESS.test(address))
    throw new ProtocolError('autodiscover.address', 'expected an address such as user@example.com')
  return address
}
