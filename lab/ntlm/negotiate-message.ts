/** What every NTLM message begins with (MS-NLMP section 2.2.1). */
export const SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1')

/** An NTLM message, as far as a server has to tell one from another. */
export type NtlmMessage =
  | { readonly type: 'negotiate'; readonly flags: number }
  | { readonly type: 'authenticate' }

/** Tells a type 1 from a type 3 message. `undefined`: neither. */
export function readNtlmMessage(bytes: Buffer): NtlmMessage | undefined {
  if (bytes.length < 12 || !bytes.subarray(0, 8).equals(SIGNATURE)) return undefined
  switch (bytes.readUInt32LE(8)) {
    case 1:
      return bytes.length < 16 ? undefined : { type: 'negotiate', flags: bytes.readUInt32LE(12) }
    case 3:
      return { type: 'authenticate' }
    default:
      return undefined
  }
}
