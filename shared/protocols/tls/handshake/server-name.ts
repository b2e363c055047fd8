/** SNI has no place for an IP literal (RFC 6066 section 3), nor for the dot that ends an absolute name. */
export function nameToSend(serverName: string | undefined): string | undefined {
  const name = serverName?.replace(/\.$/, '')
  if (!name || name.includes(':') || /^\d+(?:\.\d+){3}$/.test(name)) return undefined
  if (!/^[\x21-\x7e]{1,255}$/.test(name)) throw new RangeError('a server name is asked for as A-labels')
  return name
}
