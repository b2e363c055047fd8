import { htmlPage } from '../http/html-page.ts'
import {
  type Answer,
  type ConnectionFacts,
  type Handler,
  type HttpRequest,
  type HttpResponse,
  headerOf,
  type Site,
} from '../http/message.ts'
import { nodeOfCookie, withNodeCookie } from './affinity.ts'
import { heldRequest, wholeResponse } from './hold-back.ts'
import { askByNtlm } from './own-ntlm.ts'
import type { Product } from './product.ts'
import { apache } from './products/apache.ts'
import { arr } from './products/arr.ts'
import { haproxy } from './products/haproxy.ts'
import { nginx } from './products/nginx.ts'
import { tmg } from './products/tmg.ts'
import { wap } from './products/wap.ts'
import type { PreAuthentication, ProductName, ProxyService } from './proxy-service.ts'

const PRODUCTS: Record<ProductName, Product> = { nginx, apache, haproxy, tmg, wap, arr }

/** How much of a request a proxy holds; a longer body it waits for without end. */
const MOST_BUFFERED = 1024 * 1024

/** A proxy in front of the nodes; `otherCertificate` is what a server inside has that is not the proxy's own. */
export function proxySite(
  service: ProxyService,
  nodes: readonly Site[],
  domain: string,
  otherCertificate: () => Promise<Uint8Array>,
): Site {
  const product = PRODUCTS[service.product]
  const next = inTurn(nodes.length)
  return (connection) => {
    const upstream = upstreamOf(service, nodes, next, connection, otherCertificate)
    return async (request) => {
      const own = await ownAnswer(service, product, request, domain)
      if (own !== undefined) return own
      const { holdsRequestsUntil: held } = service
      const body = held === undefined ? request.body : heldRequest(request.body, held)
      const answer = await upstream({ ...request, body, version: '1.1' })
      if (answer === 'reset') return product.upstreamDown(request)
      if (typeof answer === 'string') return answer
      const response = service.buffersResponses === true ? await wholeResponse(answer) : answer
      return product.forwarded(onTheWayBack(service, response))
    }
  }
}

/** What the proxy says by itself. `undefined`: it passes the request on. */
async function ownAnswer(
  service: ProxyService,
  product: Product,
  request: HttpRequest,
  domain: string,
): Promise<Answer | undefined> {
  const { methods, publishes, longestBody, admitsUserAgents, preAuthentication, maintenance } = service
  if (maintenance !== undefined) return product.forwarded(maintenancePage(maintenance.retryAfterSeconds))
  if (longestBody !== undefined && request.body.length !== 'chunked' && request.body.length > longestBody) {
    return product.bodyTooLong(request)
  }
  if (publishes !== undefined && !beginsWithOneOf(publishes, request)) return product.pathDenied(request)
  if (admitsUserAgents !== undefined && !isAdmitted(admitsUserAgents, request)) {
    return product.clientRefused(request)
  }
  if (methods !== undefined && !methods.includes(request.method))
    return product.methodRefused(request, methods)
  if (preAuthentication !== undefined && beginsWithOneOf(preAuthentication.paths, request)) {
    return preAuthenticate(preAuthentication.by, product, request, domain)
  }
  if (service.upstream === 'down') return product.upstreamDown(request)
  if (service.upstream === 'wrong-name') return product.upstreamWrongName(request)
  if (service.buffersRequests === true && (await request.body.read(MOST_BUFFERED)) === undefined) {
    return 'silence'
  }
  return undefined
}

/** The page that an administrator puts in front of everything; RFC 9110, 10.2.3 has the time to come back at. */
function maintenancePage(retryAfterSeconds: number): HttpResponse {
  return {
    status: 503,
    reason: 'Service Unavailable',
    headers: [
      ['Content-Type', 'text/html'],
      ['Retry-After', String(retryAfterSeconds)],
    ],
    body: htmlPage('Maintenance', 'We will be back soon.'),
  }
}

function preAuthenticate(
  by: PreAuthentication['by'],
  product: Product,
  request: HttpRequest,
  domain: string,
): Answer {
  switch (by) {
    case 'page':
      return product.signInPage()
    case 'redirect':
      return product.redirectToSignIn(product.signInUrl(request, domain))
    case 'ntlm':
      return askByNtlm(request)
  }
}

/** Passes the requests of one client's connection on. */
function upstreamOf(
  service: ProxyService,
  nodes: readonly Site[],
  next: () => number,
  outside: ConnectionFacts,
  otherCertificate: () => Promise<Uint8Array>,
): Handler {
  async function open(index: number): Promise<Handler> {
    const node = nodes[index]
    if (node === undefined) throw new Error('a proxy has to have something behind it')
    const { certificate, ...facts } = outside
    if (service.offloadsTls === true) return node({ secure: false })
    const inner = service.innerCertificate === 'other' ? await otherCertificate() : certificate
    return node({ ...facts, ...(inner && { certificate: inner }) })
  }
  const kept = new Map<number, Promise<Handler>>()
  let chosen: number | undefined
  return async (request) => {
    if (service.connections === 'pooled') return (await open(next()))(request)
    const named = service.affinity !== undefined ? nodeOfCookie(request, nodes.length) : undefined
    const index = named ?? chosen ?? next()
    chosen = index
    const handler = kept.get(index) ?? open(index)
    kept.set(index, handler)
    const answer = await (await handler)(request)
    if (service.affinity === undefined || named !== undefined || typeof answer === 'string') return answer
    if (service.affinity === 'late-cookie' && answer.status !== 200) return answer
    return withNodeCookie(answer, index)
  }
}

function onTheWayBack(service: ProxyService, response: HttpResponse): HttpResponse {
  const dropped = service.dropsFields?.map((name) => name.toLowerCase()) ?? []
  return {
    ...response,
    headers: response.headers.filter(([name]) => !dropped.includes(name.toLowerCase())),
    ...(service.connections === 'closed' && { close: true }),
  }
}

function beginsWithOneOf(beginnings: readonly string[], { path }: HttpRequest): boolean {
  return beginnings.some((beginning) => path.toLowerCase().startsWith(beginning))
}

function isAdmitted(beginnings: readonly string[], request: HttpRequest): boolean {
  const userAgent = (headerOf(request, 'user-agent') ?? '').toLowerCase()
  return beginnings.some((beginning) => userAgent.startsWith(beginning))
}

/** Counts through so many servers, round and round. */
function inTurn(count: number): () => number {
  let turn = 0
  return () => turn++ % count
}
