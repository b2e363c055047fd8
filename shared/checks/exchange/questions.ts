import { TOOL } from '../../engine/index.ts'
import type { HttpQuestion } from '../http/request.ts'

/** One address of a published host. */
export type HostAddress = { host: string; address: string }

export const RPC_PATH = '/rpc/rpcproxy.dll'

/** What Outlook puts on the requests that open an RPC channel (MS-RPCH section 2.1.2.1.1). */
export const RPC_HEADERS = [
  ['Accept', 'application/rpc'],
  ['User-Agent', 'MSRPC'],
  ['Cache-Control', 'no-cache'],
  ['Pragma', 'No-cache'],
] as const

/** The path with a target behind it, as Outlook has one; it is not looked at before somebody has signed in. */
export function rpcTarget(host: string): string {
  return `${RPC_PATH}?${host}:6001`
}

function ask(at: HostAddress, method: string, path: string, more: Partial<HttpQuestion> = {}): HttpQuestion {
  return { host: at.host, address: at.address, port: 443, secure: true, method, path, ...more }
}

/**
 * An RPC channel's request without a body: the first leg of NTLM, and an echo to a proxy that asks nobody who
 * he is (MS-RPCH section 2.1.2.1.5).
 */
export function rpcVerb(at: HostAddress, method: 'RPC_IN_DATA' | 'RPC_OUT_DATA'): HttpQuestion {
  return ask(at, method, rpcTarget(at.host), { headers: RPC_HEADERS, body: '' })
}

/** The same place asked as a browser would, under the given name: what a filter does to verbs shows by comparison. */
export function rpcGet(at: HostAddress, userAgent: string): HttpQuestion {
  return ask(at, 'GET', rpcTarget(at.host), { headers: [['User-Agent', userAgent]] })
}

/** How Outpost calls itself where it does not have to look like Outlook. */
export const OWN_USER_AGENT = `${TOOL.name}/${TOOL.version}`

/** MAPI over HTTP's harmless request (MS-OXCMAPIHTTP section 2.2.6). */
export function mapiPing(at: HostAddress, endpoint: 'emsmdb' | 'nspi'): HttpQuestion {
  return ask(at, 'POST', `/mapi/${endpoint}/`, {
    headers: [
      ['Content-Type', 'application/mapi-http'],
      ['X-RequestType', 'PING'],
      ['X-RequestId', '{4f7a9a8e-6a0c-4c54-9d0b-6f2d0d3c7f11}:1'],
      ['X-ClientInfo', '{4f7a9a8e-6a0c-4c54-9d0b-6f2d0d3c7f11}:1'],
      ['X-ClientApplication', 'Outlook/16.0.17928.20000'],
    ],
    body: '',
  })
}

export function ews(at: HostAddress): HttpQuestion {
  return ask(at, 'GET', '/ews/exchange.asmx')
}

export function offlineAddressBook(at: HostAddress): HttpQuestion {
  return ask(at, 'GET', '/oab/')
}

export function outlookOnTheWeb(at: HostAddress): HttpQuestion {
  return ask(at, 'GET', '/owa/')
}

/** Its form tells the version where the way to it does not. */
export function signInForm(at: HostAddress): HttpQuestion {
  return ask(at, 'GET', '/owa/auth/logon.aspx')
}

export function adminCentre(at: HostAddress): HttpQuestion {
  return ask(at, 'GET', '/ecp/')
}

export function activeSync(at: HostAddress): HttpQuestion {
  return ask(at, 'OPTIONS', '/Microsoft-Server-ActiveSync')
}

/** The page below a directory that load balancers ask, from 2013 on. */
export function healthCheck(at: HostAddress, directory: string): HttpQuestion {
  return ask(at, 'GET', `/${directory}/healthcheck.htm`)
}

/** A token that is none: who knows modern authentication answers with where to get one. */
export function emptyBearer(at: HostAddress, path: string): HttpQuestion {
  return ask(at, 'POST', path, { headers: [['Authorization', 'Bearer']], body: '' })
}

/** The address of a question, as findings name it. */
export function urlOf({ host, path }: Pick<HttpQuestion, 'host' | 'path'>): string {
  const name = host.includes(':') ? `[${host}]` : host
  return `https://${name}${path.replace(/\?.*$/, '')}`
}
