import type { Duplex } from 'node:stream'
import type { Authority } from '../ca/authority.ts'
import { serveIis } from '../http/iis.ts'
import { serveIssuers } from '../http/issuers.ts'
import type { HttpService } from '../http/service.ts'

/** Answers HTTP on a connection as the service does that the data names. */
export function serveHttp(service: HttpService, authority: Authority, connection: Duplex): void {
  switch (service.kind) {
    case 'iis':
      serveIis(connection)
      return
    case 'issuers':
      serveIssuers(authority, connection)
      return
  }
}
