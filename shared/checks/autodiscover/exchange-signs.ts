import { isExchange } from '../http/product.ts'
import type { Asked } from './ask.ts'

/** Schemes that other web servers than Windows' do not offer for a site of their own. */
const WINDOWS_SCHEMES = ['Negotiate', 'NTLM', 'Bearer', 'Kerberos']

/** Does this look like Exchange, whatever it answers? A proxy may hide all but the ways to sign in. */
export function looksLikeExchange({ answer, reading }: Asked): boolean {
  if (!answer || !reading) return false
  return isExchange(answer) || reading.schemes.some((scheme) => WINDOWS_SCHEMES.includes(scheme))
}

/** Whether an answer has what only Exchange puts on one. */
export function isSurelyExchange({ answer }: Asked): boolean {
  return answer !== undefined && isExchange(answer)
}

/** Whether a demand to sign in may be Exchange's: one for Basic alone may as well protect a web server's folder. */
export function mayBeExchange(asked: Asked): boolean {
  const product = asked.reading?.product
  return looksLikeExchange(asked) || (product !== 'apache' && product !== 'nginx')
}
