/** Headers whose value is a secret, or holds one. */
const SECRET = /^(?:authorization|proxy-authorization|cookie|set-cookie|x-mapi-.*cookie)$/i
const BLOT = '(blotted out)'

/**
 * A header's value as people may see it, in a report or a trace: of a secret the scheme or the cookie's name, and a cookie's
 * attributes (RFC 6265 section 5.2), which say for whom and how long it is, never the rest.
 */
export function blotted(name: string, value: string): string {
  if (!SECRET.test(name)) return value
  if (/cookie$/i.test(name)) return blottedCookie(name, value)
  const [, scheme] = /^([A-Za-z-]+) +\S/.exec(value) ?? []
  return scheme === undefined ? BLOT : `${scheme} ${BLOT}`
}

function blottedCookie(header: string, value: string): string {
  const [pair = '', ...rest] = value.split(';')
  const cookie = /^\s*([^=\s]+)=/.exec(pair)?.[1]
  const shown = cookie === undefined ? BLOT : `${cookie}=${BLOT}`
  // What a client sends behind a semicolon is another cookie.
  if (header.toLowerCase() !== 'set-cookie') return shown
  return [shown, ...rest.map((attribute) => blottedAttribute(attribute.trim()))].join('; ')
}

/** One that no browser knows may hold anything. */
function blottedAttribute(attribute: string): string {
  const known = /^(?:Expires|Max-Age|Domain|Path|Secure|HttpOnly|SameSite|Partitioned|Priority)(?=$|\s*=)/i
  if (known.test(attribute)) return attribute
  const [, name] = /^([^=\s]+)=/.exec(attribute) ?? []
  return name === undefined ? BLOT : `${name}=${BLOT}`
}
