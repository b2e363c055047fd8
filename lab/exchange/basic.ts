import type { Claim } from '../accounts/index.ts'

/** What the credentials of Basic say (RFC 7617): UTF-8, as IIS reads them. `undefined`: they are none. */
export function readBasic(token: string): (Claim & { readonly password: string }) | undefined {
  const text = Buffer.from(token, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon === -1) return undefined
  const [name, password] = [text.slice(0, colon), text.slice(colon + 1)]
  const slash = name.indexOf('\\')
  const [domain, user] = slash === -1 ? ['', name] : [name.slice(0, slash), name.slice(slash + 1)]
  return { user, domain, password }
}
