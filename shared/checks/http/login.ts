/** Words in an address by which gateways send people to a form: TMG, AD FS, F5, Citrix, and the common ones. */
const PATH =
  /cookieauth\.dll|\/adfs\/|my\.policy|\/(?:log-?[io]n|sign-?in|auth|sso|saml2?|oauth2?|idp|vpn)\b/i
const HOST = /^(?:log[io]n|sign-?in|auth|sso|adfs|sts|idp|account)s?[.-]/i

/** Does this address lead to a form that asks people who they are? Outlook on the web's own does not count. */
export function leadsToLogin(url: string): boolean {
  const { hostname, pathname } = new URL(url)
  if (/^\/(?:owa|ecp)(?:\/|$)/i.test(pathname)) return false
  return HOST.test(hostname) || PATH.test(pathname)
}

/** Is this page a form that asks people who they are? */
export function showsLogin(page: string): boolean {
  return /type=["']?password\b|\b(?:sign|log)[ -]?(?:in|on)\b|\bpassword\b/i.test(page)
}
