const shown = 48

/**
 * The first bytes of what a peer sent, fit to be shown: printable ASCII as it is, everything else as `\xNN`,
 * and never more than 48 bytes of it.
 */
export function excerpt(bytes: Uint8Array): string {
  const text = Array.from(bytes.subarray(0, shown), escaped).join('')
  return bytes.length > shown ? `${text}…` : text
}

function escaped(byte: number): string {
  const printable = byte >= 0x20 && byte <= 0x7e && byte !== 0x22 && byte !== 0x5c
  return printable ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
}
