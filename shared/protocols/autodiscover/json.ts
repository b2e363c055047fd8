import { z } from 'zod'
import { ProtocolError } from '../protocol-error.ts'
import { checkAddress } from './address.ts'
import { bodyText } from './body-text.ts'

/** What the second version of Autodiscover can be asked for; servers know more. */
export type JsonProtocol = 'AutodiscoverV1' | 'Ews' | 'ActiveSync' | 'Rest'

/** An answer without signing in. All texts are the server's word. */
export type JsonResponse =
  | { readonly kind: 'found'; readonly protocol: string; readonly url: string }
  | { readonly kind: 'error'; readonly code: string; readonly message?: string }

/**
 * The URL to GET, which needs no credential (MS-OXDSCLI does not have it; Exchange 2016 CU3 and later, and Exchange Online).
 * `host` may have a port. Throws `autodiscover.address`.
 *
 * @example
 * jsonUrl('mail.example.com', 'user@example.com', 'Ews')
 * // 'https://mail.example.com/autodiscover/autodiscover.json?Email=user%40example.com&Protocol=Ews'
 */
export function jsonUrl(host: string, address: string, protocol: JsonProtocol): string {
  const email = encodeURIComponent(checkAddress(address))
  return `https://${host}/autodiscover/autodiscover.json?Email=${email}&Protocol=${protocol}`
}

const foundSchema = z.object({ Protocol: z.string(), Url: z.string() })
const errorSchema = z.object({ ErrorCode: z.string(), ErrorMessage: z.string().nullish() })

/**
 * Reads an answer, whatever its status: errors come with 400 and with 200.
 *
 * Throws `autodiscover.json` for what is no JSON, `autodiscover.other-document` for other JSON, and `autodiscover.html`,
 * `autodiscover.encoding`, `autodiscover.empty`, `autodiscover.too-large`.
 */
export function readJsonResponse(body: Uint8Array): JsonResponse {
  const value = parse(bodyText(body))
  const found = foundSchema.safeParse(value)
  if (found.success) return { kind: 'found', protocol: found.data.Protocol, url: found.data.Url }
  const error = errorSchema.safeParse(value)
  if (error.success) {
    return { kind: 'error', code: error.data.ErrorCode, message: error.data.ErrorMessage ?? undefined }
  }
  throw new ProtocolError('autodiscover.other-document', 'the answer is JSON, but none of Autodiscover')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The engine's own message quotes the text.
    throw new ProtocolError('autodiscover.json', 'the answer is not JSON')
  }
}
