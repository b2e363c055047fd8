import type { Socket } from 'node:net'
import type { Accounts } from '../accounts/index.ts'
import type { Authority } from '../ca/authority.ts'
import type { DnsInternet } from '../dns/internet.ts'
import type { Sessions } from '../exchange/sessions.ts'
import { siteOf } from '../http/site-of.ts'
import { serveDoh } from './doh.ts'
import { serveEndpointMapper } from './endpoint-mapper.ts'
import type { FrontEnd } from './front-end.ts'
import { serveHttp } from './http.ts'
import { serveMail } from './mail.ts'
import { serveOldTls } from './old-tls.ts'
import { serveTls } from './tls.ts'

/** What a front end needs of the lab around it. */
export interface Surroundings {
  readonly authority: Authority
  /** The tenant's domain, which names in certificates are relative to. */
  readonly domain: string
  /** The tenant's users. */
  readonly accounts: Accounts
  /** What clients have open at its servers. */
  readonly sessions: Sessions
  readonly internet: DnsInternet
  /** A resolver was asked for a name. */
  readonly asked: (name: string) => void
}

/** Takes a connection over. A rejection ends it. */
export type Serve = (socket: Socket) => void | Promise<void>

/** The server that the data describes. What is costly about it is made at its first connection. */
export function serverFor(frontEnd: FrontEnd, surroundings: Surroundings): Serve {
  switch (frontEnd.kind) {
    case 'tls':
      return serveTls(frontEnd, surroundings)
    case 'old-tls':
      return serveOldTls(frontEnd, surroundings)
    case 'http': {
      const site = siteOf(frontEnd.behind, surroundings)
      return (socket) => serveHttp(site, socket)
    }
    case 'doh':
      return serveDoh(frontEnd, surroundings)
    case 'mail':
      return serveMail(frontEnd, surroundings)
    case 'banner':
      return (socket) => {
        socket.resume()
        socket.write(frontEnd.text)
      }
    case 'endpoint-mapper':
      return serveEndpointMapper
    case 'accepts':
      return (socket) => {
        socket.resume()
      }
  }
}
