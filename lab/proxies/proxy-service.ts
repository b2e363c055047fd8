import type { HttpService } from '../http/service.ts'

/** A reverse proxy or balancer that speaks HTTP, as its clients see it. One that passes TCP on cannot be seen at all. */
export interface ProxyService {
  readonly kind: 'proxy'
  /** Whose error pages and habits it has. */
  readonly product: ProductName
  /** One server, or several among which it chooses in turn. */
  readonly behind: readonly HttpService[]
  /** The verbs that it takes: all unless told otherwise. */
  readonly methods?: readonly string[]
  /** The beginnings of the paths that it passes on, in lower case: all unless told otherwise. */
  readonly publishes?: readonly string[]
  /** In octets: any unless told otherwise. */
  readonly longestBody?: number
  /** How the User-Agent of those begins that it lets pass, in lower case; 403 for others. All unless told otherwise. */
  readonly admitsUserAgents?: readonly string[]
  /** Takes a request in to its end before it passes anything on. */
  readonly buffersRequests?: true
  /** Passes nothing of a request's body on before so many octets have come, or all of them. */
  readonly holdsRequestsUntil?: number
  /** Takes a response in to its end before it passes anything on. */
  readonly buffersResponses?: true
  /** Which connection a request goes on with. `kept` unless told otherwise. */
  readonly connections?: UpstreamConnections
  /**
   * Sets a cookie that names the server which has answered, and sends requests that bring it to that server. Without it
   * each connection goes to the next one. `late-cookie`: it comes with answers of success alone, so that nobody has it yet who
   * is still asked who he is.
   */
  readonly affinity?: 'cookie' | 'late-cookie'
  /** Header fields that it takes out of responses. */
  readonly dropsFields?: readonly string[]
  /** The certificate that what is behind it shows it: the same that clients see unless told otherwise. */
  readonly innerCertificate?: 'other'
  /** Speaks HTTP without TLS to what is behind it. */
  readonly offloadsTls?: true
  /** Wants to know who somebody is before it passes anything on. */
  readonly preAuthentication?: PreAuthentication
  /** It does not reach what is behind it; `wrong-name`: the certificate there is for another name than the rule's. */
  readonly upstream?: 'down' | 'wrong-name'
  /** It passes nothing on: whatever is asked for, its page says that this is maintenance, and when to come back. */
  readonly maintenance?: { readonly retryAfterSeconds: number }
}

export type ProductName = 'nginx' | 'apache' | 'haproxy' | 'tmg' | 'wap' | 'arr'

/**
 * - `kept`: each client's connection has one of its own behind the proxy, as NTLM needs it.
 * - `pooled`: each request takes another one.
 * - `closed`: as `kept`, but the client's connection ends after each answer.
 */
export type UpstreamConnections = 'kept' | 'pooled' | 'closed'

export interface PreAuthentication {
  /** The beginnings of the paths, in lower case. */
  readonly paths: readonly string[]
  /** Sends clients to a page, shows it in place of what they asked for, or asks by NTLM in its own name. */
  readonly by: 'redirect' | 'page' | 'ntlm'
}
