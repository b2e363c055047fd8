/** The fixed 12 bytes combined with the record's number (RFC 8446 section 5.3, RFC 7905 section 2). */
export function nonceFor(fixed: Uint8Array, sequence: Uint8Array): Uint8Array<ArrayBuffer> {
  const offset = fixed.length - sequence.length
  return Uint8Array.from(fixed, (byte, index) => byte ^ (sequence[index - offset] ?? 0))
}
